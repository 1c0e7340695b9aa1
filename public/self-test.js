/*
 * Tells a technician whether server, page and browser give the checklist what it needs, and what to mend.
 *
 * ES5 only, so that it runs in browsers that are too old for the app. It reads nothing that the app stored:
 * what it puts into storage is its own, under a name of its own, and goes at once.
 */
(function () {
  'use strict';

  var script = document.currentScript;
  var opaque = window.origin === 'null';
  var secure = window.isSecureContext === true;
  var framed = window.self !== window.top;
  var OWN_KEY = 'sopc:self-test';
  var OWN_BASE = 'sopc-self-test';

  /* Name: title in three languages. In this order they are shown. */
  var TITLES = {
    context: ['Connection', 'ချိတ်ဆက်မှု', 'การเชื่อมต่อ'],
    files: ['Files', 'ဖိုင်များ', 'ไฟล์'],
    wasm: ['Type of the program', 'ပရိုဂရမ် အမျိုးအစား', 'ชนิดของโปรแกรม'],
    policy: ['Security policy', 'လုံခြုံရေးစည်းမျဉ်း', 'นโยบายความปลอดภัย'],
    packed: ['Compression', 'ဖိုင်ချုံ့ခြင်း', 'การบีบอัด'],
    caching: ['Caching', 'ယာယီသိမ်းဆည်းခြင်း', 'การแคช'],
    browser: ['Browser', 'ဘရောက်ဆာ', 'เบราว์เซอร์'],
    frame: ['The page around it', 'ပတ်လည်ရှိ စာမျက်နှာ', 'หน้าที่ครอบอยู่'],
    storage: ['Storage', 'သိမ်းဆည်းရာနေရာ', 'ที่เก็บข้อมูล'],
    ledger: ['Second storage', 'ဒုတိယ သိမ်းဆည်းရာနေရာ', 'ที่เก็บข้อมูลสำรอง'],
    room: ['Room', 'လွတ်နေသောနေရာ', 'พื้นที่ว่าง'],
    worker: ['Offline', 'အင်တာနက်မရှိချိန်', 'ออฟไลน์'],
    print: ['Printing', 'ပရင့်ထုတ်ခြင်း', 'การพิมพ์'],
    fonts: ['Letters', 'စာလုံးများ', 'ตัวอักษร'],
    clock: ['Clock', 'နာရီ', 'นาฬิกา']
  };
  /* The word that a state is shown by; colour says nothing here. */
  var WORDS = { good: 'OK', know: 'To know', look: 'Look at this', bad: 'Mend this' };
  var results = {};
  var waiting = 0;

  function byId(id) { return document.getElementById(id); }

  function element(name, text, className, lang) {
    var made = document.createElement(name);
    if (text) { made.appendChild(document.createTextNode(text)); }
    if (className) { made.className = className; }
    if (lang) { made.setAttribute('lang', lang); }
    return made;
  }

  function tell(id, state, text, mend) {
    results[id] = { state: state, text: text, mend: mend || '' };
    show();
  }

  /* Until all that waits has told, the sum is not one. */
  function begin() { waiting += 1; }

  function end() { waiting -= 1; show(); }

  function show() {
    var list = byId('results');
    var count = { good: 0, know: 0, look: 0, bad: 0 };
    var lines = ['Self-test of the checklist, build ' + script.getAttribute('data-build'), new Date().toString(),
      'Address: ' + location.protocol + '//' + location.host + location.pathname, 'Browser: ' + navigator.userAgent];
    while (list.firstChild) { list.removeChild(list.firstChild); }
    Object.keys(TITLES).forEach(function (id) {
      var result = results[id];
      if (!result) { return; }
      count[result.state] += 1;
      var title = element('dt', TITLES[id][0]);
      title.appendChild(element('span', TITLES[id][1], '', 'my'));
      title.appendChild(element('span', TITLES[id][2], '', 'th'));
      list.appendChild(title);
      var told = element('dd');
      told.setAttribute('data-testid', 'self-' + id);
      told.setAttribute('data-state', result.state);
      told.appendChild(element('strong', WORDS[result.state]));
      told.appendChild(document.createTextNode(result.text));
      list.appendChild(told);
      if (result.mend) { list.appendChild(element('dd', result.mend, 'mend')); }
      lines.push('[' + WORDS[result.state] + '] ' + TITLES[id][0] + ': ' + result.text + (result.mend ? ' -> ' + result.mend : ''));
    });
    byId('sum').textContent = waiting > 0 ? 'Looking…'
      : 'To mend: ' + count.bad + '. To look at: ' + count.look + '. OK: ' + (count.good + count.know) + '.';
    byId('sum').setAttribute('data-state', waiting > 0 ? 'looking' : 'ready');
    byId('report').value = lines.join('\n') + '\n';
  }

  /* `done` gets what came; its status is 0 where the browser let nothing through. Asked past all caches and, with a
     question behind the name, past the app's own worker, which would answer in the server's place. */
  function ask(name, done) {
    var path = name + '?self-test';
    begin();
    function came(status, header, body) {
      done({ status: status, header: header, bytes: new Uint8Array(body || new ArrayBuffer(0)) });
      end();
    }
    function nothing() { came(0, function () { return ''; }); }
    if (!window.fetch) {
      var request = new XMLHttpRequest();
      request.open('GET', path);
      request.responseType = 'arraybuffer';
      request.onloadend = function () { came(request.status, function (name) { return request.getResponseHeader(name) || ''; }, request.response); };
      request.send();
      return;
    }
    fetch(path, { cache: 'no-store' }).then(function (answer) {
      return answer.arrayBuffer().then(function (body) {
        return function () { came(answer.status, function (name) { return answer.headers.get(name) || ''; }, body); };
      });
    }).then(function (tell) { tell(); }, nothing);
  }

  function header(got, name) { return got.header(name); }

  /* The mark that the build put into a file's name, as in boot.js (`fnv::mark`). */
  function mark(bytes) {
    var a = 0x811c9dc5;
    var b = 0x41c6ce57;
    for (var i = 0; i < bytes.length; i += 1) {
      a = Math.imul(a ^ bytes[i], 0x01000193);
      b = Math.imul(b ^ bytes[i], 0x5bd1e995);
    }
    return ('0000000' + (a >>> 0).toString(16)).slice(-8) + ('000' + (b >>> 16).toString(16)).slice(-4);
  }

  function typeOf(request) { return header(request, 'Content-Type').split(';')[0].trim().toLowerCase(); }

  function listed(name) { return JSON.parse(script.getAttribute(name)); }

  /* ---- The server ---- */

  function context() {
    if (secure) {
      tell('context', 'good', 'The browser calls this address secure (' + location.protocol + ').');
    } else {
      tell('context', 'look', 'This is plain http. Whoever controls the network can read what the server sends and change the app itself, ' +
        'also so that it gives passphrases and cases away; the sealing of cases does not help against that. What is absent here: ' +
        'starting offline, locks between tabs, the share button. An open page goes on working without a network.',
      'Serve it over https, and the page around it too. Where that cannot be had, use it only on a network that you trust.');
    }
  }

  var TYPES = { js: /^(text|application)\/javascript$/, css: /^text\/css$/, json: /^application\/json$/, wasm: /^application\/wasm$/,
    woff2: /^font\/woff2$/, webmanifest: /^application\/(manifest\+json|json)$/, html: /^text\/html$/, svg: /^image\/svg\+xml$/, png: /^image\/png$/, txt: /^text\/plain$/ };

  function isSound(got, path, ending) {
    var marked = /\.([0-9a-f]{12})\.[0-9a-z]+$/.exec(path);
    if (!got.bytes.length) { return 'empty'; }
    if (marked && Math.imul && mark(got.bytes) !== marked[1]) { return 'damaged or altered'; }
    if (ending === 'wasm' && typeof WebAssembly === 'object' && !WebAssembly.validate(got.bytes)) { return 'too new for this browser'; }
    if (ending === 'json' || ending === 'webmanifest') {
      try { JSON.parse(new TextDecoder().decode(got.bytes)); } catch (_) { return 'damaged or altered'; }
    }
    return '';
  }

  function files() {
    var all = listed('data-all').concat(listed('data-entries'));
    var wrong = [];
    var unreadable = 0;
    var left = all.length;
    all.forEach(function (path) {
      var ending = path.split('.').pop();
      ask(path, function (request) {
        var problem = '';
        if (request.status === 0) {
          unreadable += 1;
        } else if (request.status !== 200) {
          problem = 'not there (' + request.status + ')';
        } else if (TYPES[ending] && !TYPES[ending].test(typeOf(request))) {
          problem = 'sent as "' + (typeOf(request) || 'nothing') + '"';
        } else {
          problem = isSound(request, path, ending);
        }
        if (problem) { wrong.push(path + ': ' + problem); }
        left -= 1;
        if (left === 0) { tellFiles(all.length, wrong, unreadable); }
      });
    });
  }

  function tellFiles(all, wrong, unreadable) {
    if (wrong.length) {
      tell('files', 'bad', wrong.length + ' of ' + all + ' files are not as they should be: ' + wrong.sort().join('; ') + '.',
        'Copy the whole folder anew, as it is and not as text, and set the types as docs/servers shows for your server. A sign-in page in place of files means that the server asks for one.');
    } else if (unreadable) {
      tell('files', opaque ? 'look' : 'bad', unreadable + ' of ' + all + ' files could not be read.', opaque
        ? 'This frame has no origin. Files in "assets" need the header Access-Control-Allow-Origin: * (docs/servers has it); config.json is left out on purpose, so settings are not read here. Better: give the frame allow-same-origin.'
        : 'Look at the network and at what blocks requests in this browser.');
    } else {
      tell('files', 'good', 'All ' + all + ' files are there, whole and of the right type.');
    }
  }

  function wasm() {
    ask(script.getAttribute('data-module'), function (request) {
      var type = typeOf(request);
      if (request.status === 0) { tell('wasm', opaque ? 'look' : 'bad', 'The program could not be read.', 'See "Files".'); return; }
      if (request.status !== 200) { tell('wasm', 'bad', 'The program is not there (' + request.status + ').', 'Copy the whole folder anew.'); return; }
      if (type === 'application/wasm') {
        tell('wasm', 'good', 'The server sends .wasm as application/wasm.');
      } else {
        tell('wasm', 'bad', 'The server sends .wasm as "' + (type || 'nothing') + '".',
          'Set the type application/wasm for .wasm: the app starts later without it, and some proxies hold such files back.');
      }
      packed(request);
    });
  }

  function packed(request) {
    var how = header(request, 'Content-Encoding');
    if (how) {
      tell('packed', 'good', 'The program came packed: ' + how + '.' + (secure || how !== 'gzip' ? '' : ' Browsers take no better one over http.'));
    } else {
      tell('packed', 'look', 'The program came unpacked, or the server does not say how: about three times as much to load.',
        'Let the server send the packed copies that lie beside the files (.gz, .br), or pack by itself.');
    }
  }

  function directives(policy) {
    var found = {};
    policy.split(';').forEach(function (part) {
      var words = part.trim().split(/\s+/);
      if (words[0]) { found[words[0].toLowerCase()] = words.slice(1).sort().join(' '); }
    });
    return found;
  }

  function policy() {
    ask('index.html', function (request) {
      var sent = header(request, 'Content-Security-Policy');
      var got = directives(sent);
      var wanted = directives(script.getAttribute('data-policy'));
      var differ = Object.keys(wanted).filter(function (name) { return got[name] !== wanted[name]; });
      /* The page's own copy of the policy holds for the rest. */
      var mend = 'Set the header Content-Security-Policy as docs/servers shows. Without it any page can show the checklist in a frame.';
      if (request.status === 0) {
        tell('policy', 'look', 'The page could not be read from here.', opaque ? 'This frame has no origin: open this page by itself.' : 'See "Files".');
      } else if (!sent) {
        tell('policy', 'bad', 'The server sends no policy with the page.', mend);
      } else if (sent.indexOf(',') >= 0) {
        tell('policy', 'bad', 'The server sends more than one policy, and all of them hold: ' + sent, 'Send one, that of docs/servers.');
      } else if (differ.length || got['frame-ancestors'] === undefined) {
        tell('policy', 'bad', 'The policy differs: ' + (differ.join(', ') || 'frame-ancestors is missing') + '.', mend);
      } else {
        tell('policy', 'good', 'The policy is the right one. Who may show the checklist in a frame: ' + got['frame-ancestors'] + '.');
      }
      clock(header(request, 'Date'));
    });
  }

  function caching() {
    var wrong = [];
    var entries = listed('data-entries');
    var left = entries.length + 1;
    function note(path, isFine) {
      return function (request) {
        var said = header(request, 'Cache-Control');
        if (request.status === 200 && !isFine.test(said)) { wrong.push(path + ' (' + (said || 'nothing said') + ')'); }
        left -= 1;
        if (left === 0) { tellCaching(wrong); }
      };
    }
    entries.forEach(function (path) { ask(path, note(path, /no-cache|no-store|max-age=0\b/)); });
    ask(script.getAttribute('data-module'), note('assets', /max-age=\d{5,}/));
  }

  function tellCaching(wrong) {
    if (opaque) {
      tell('caching', 'know', 'Cannot be told in a frame without an origin.');
    } else if (wrong.length) {
      tell('caching', 'look', 'Not as it should be: ' + wrong.sort().join('; ') + '.',
        'Files beside index.html: "no-cache", otherwise an update may not come, or half of it. Files in "assets": "max-age=31536000, immutable", otherwise each visit asks for all of them.');
    } else {
      tell('caching', 'good', 'What keeps its name is asked for again each time; what has a mark in its name is kept.');
    }
  }

  /* ---- The browser and the page around ---- */

  /* The same as boot.js asks for. The last is a module that takes a reference: who accepts it accepts all else. */
  function browser() {
    var lacks = [];
    if (typeof WebAssembly !== 'object') { lacks.push('WebAssembly'); }
    if (!window.fetch) { lacks.push('fetch'); }
    if (!window.Promise) { lacks.push('Promise'); }
    if (!window.ReadableStream) { lacks.push('ReadableStream'); }
    if (!lacks.length && !WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 111, 0]))) {
      lacks.push('references in WebAssembly');
    }
    if (lacks.length) {
      tell('browser', 'bad', 'It is too old, or a setting takes away: ' + lacks.join(', ') + '.',
        'Use Chrome, Edge or Android WebView from 97 on, Firefox from 102, Safari from 16; look for a setting that switches off WebAssembly.');
      return;
    }
    try {
      new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
      tell('browser', 'good', 'It has what the checklist needs.');
    } catch (_) {
      tell('browser', 'bad', 'A security policy forbids WebAssembly.',
        "script-src needs 'wasm-unsafe-eval'; if the policy of docs/servers is the only one, a setting of the browser or of its administrator forbids it.");
    }
  }

  /* What the frame says of itself, where the page around is of the same site and lets it be read. */
  function sandbox() {
    try { return window.frameElement && window.frameElement.getAttribute('sandbox'); } catch (_) { return null; }
  }

  function frame() {
    if (!framed) { tell('frame', 'good', 'It is on its own, in no frame.'); return; }
    if (opaque) {
      tell('frame', 'bad', 'It is in a frame whose sandbox takes its origin: nothing can be kept, and files need a header to be read.',
        'Add allow-same-origin to the sandbox of the iframe, or take the sandbox away.');
      return;
    }
    var flags = sandbox();
    var isNear = true;
    try { isNear = Boolean(window.parent.location.href); } catch (_) { isNear = false; }
    var text = isNear ? 'It is in a frame of the same address.'
      : 'It is in a frame of another address. What it keeps is kept for that page alone: opened by itself it shows other cases.';
    if (typeof flags !== 'string') {
      tell('frame', 'know', text + ' Whether it may print, save files and open windows is told by the three buttons below.');
      return;
    }
    var missing = ['allow-scripts', 'allow-same-origin', 'allow-forms', 'allow-modals', 'allow-downloads', 'allow-popups'].filter(function (flag) {
      return (' ' + flags + ' ').indexOf(' ' + flag + ' ') < 0;
    });
    tell('frame', missing.length ? 'look' : 'good', text + ' Its sandbox lacks: ' + (missing.join(', ') || 'nothing') + '.',
      missing.length ? 'allow-modals is for printing, allow-downloads for files, allow-popups for the sheet in a window of its own.' : '');
  }

  function storage() {
    var long = new Array(100001).join('x');
    var kept = null;
    try {
      kept = window.localStorage;
      kept.setItem(OWN_KEY, long);
      var same = kept.getItem(OWN_KEY) === long;
      kept.removeItem(OWN_KEY);
      if (!same) { throw new Error('unlike'); }
      tell('storage', 'good', 'Local storage keeps what is put in, and has room for at least 100,000 characters more.');
    } catch (problem) {
      try { if (kept) { kept.removeItem(OWN_KEY); } } catch (_) { /* Nothing is there. */ }
      if (problem && problem.name === 'QuotaExceededError') {
        tell('storage', 'bad', 'Local storage is full.', 'Cases that are closed can be removed in the checklist; other apps at the same address share the room.');
      } else {
        tell('storage', 'bad', 'Local storage is not to be had (' + String(problem && problem.name) + '): nothing would be kept after the page is closed.',
          'Allow this site to keep data (the browser calls it cookies or site data); in a frame of another address allow it for that, or serve both from one address; leave private windows; give the frame allow-same-origin.');
      }
    }
  }

  function noLedger(why) {
    tell('ledger', 'look', 'IndexedDB is not to be had (' + why + '): what was entered in the last minutes can be lost when the browser is killed.',
      'See "Storage".');
  }

  function ledger() {
    var told = false;
    begin();
    function once(what) { if (!told) { told = true; what(); end(); } }
    function fails(event) { once(function () { noLedger(String(event && event.target && event.target.error && event.target.error.name)); }); }
    setTimeout(function () { once(function () { noLedger('no answer'); }); }, 5000);
    try {
      var opening = window.indexedDB.open(OWN_BASE, 1);
      opening.onupgradeneeded = function () { opening.result.createObjectStore('a'); };
      opening.onerror = opening.onblocked = fails;
      opening.onsuccess = function () {
        var change = opening.result.transaction('a', 'readwrite');
        change.objectStore('a').put('b', 'c');
        change.onabort = fails;
        change.oncomplete = function () {
          opening.result.close();
          window.indexedDB.deleteDatabase(OWN_BASE);
          once(function () { tell('ledger', 'good', 'IndexedDB keeps what is put in.'); });
        };
      };
    } catch (problem) {
      once(function () { noLedger(String(problem && problem.name)); });
    }
  }

  function room() {
    var manager = navigator.storage;
    if (!manager || !manager.estimate) {
      tell('room', 'know', 'The browser does not say. Local storage holds about five million characters in all browsers.');
      return;
    }
    begin();
    Promise.all([manager.estimate(), manager.persisted ? manager.persisted() : false]).then(function (found) {
      var quota = Math.round((found[0].quota || 0) / 1000000);
      tell('room', quota < 50 ? 'look' : 'know', 'For this address the browser has ' + quota + ' MB in all (local storage alone about 5 MB). ' +
        (found[1] ? 'It promised not to clear them by itself.' : 'It may clear them by itself when the device is full; spare copies are made in the checklist.'),
      quota < 50 ? 'Private windows have little room, and keep nothing.' : '');
    }).then(null, function () { tell('room', 'know', 'The browser does not say.'); }).then(end);
  }

  function worker() {
    if (!secure) {
      tell('worker', 'know', 'Starting without a network is not possible over plain http. An open page goes on.');
    } else if (!navigator.serviceWorker || opaque) {
      tell('worker', 'look', 'This browser or this frame has no service workers: the checklist cannot start without a network.',
        'Open the checklist by itself, not in a private window.');
    } else {
      begin();
      navigator.serviceWorker.getRegistration().then(function (found) {
        tell('worker', 'know', found && found.active ? 'A copy for starting without a network is here.'
          : 'Possible. No copy is here yet: it comes when the checklist was opened once.');
      }).then(null, function () {
        tell('worker', 'look', 'The browser refuses service workers here.', 'Allow this site to keep data; leave private windows.');
      }).then(end);
    }
  }

  /* Views inside other apps have the function, and it does nothing. */
  function print() {
    var agent = navigator.userAgent;
    if (typeof window.print !== 'function') {
      tell('print', 'look', 'This browser cannot print.', 'Sheets can be saved as a file and printed elsewhere.');
    } else if (/; wv\)|FBAN|FBAV|Instagram|Line\//.test(agent)) {
      tell('print', 'look', 'This is a view inside another app, which often prints nothing.', 'Open the checklist in the browser itself, or save the sheet as a file.');
    } else {
      tell('print', 'know', 'The browser has printing. Try it with the button below.');
    }
  }

  /* Whether letters stack as they should: one above the other is no wider than one alone. */
  function fonts() {
    var line = element('p', '', 'scripts');
    function width(text, lang) {
      var made = element('span', text, '', lang);
      line.appendChild(made);
      line.appendChild(document.createTextNode(' '));
      return made.getBoundingClientRect().width;
    }
    byId('results').parentNode.insertBefore(line, byId('results').nextSibling);
    function measure(burmese, thai) {
      while (line.firstChild) { line.removeChild(line.firstChild); }
      var stacks = width('က္က', 'my') < width('က', 'my') * 1.3 && width('ခ', 'my') !== width('က', 'my');
      var sits = width('กิ', 'th') < width('ก', 'th') * 1.1;
      var whose = burmese && thai ? 'with the letters that the app brings' : 'with letters of the device, the app’s own did not load';
      if (stacks && sits) {
        tell('fonts', burmese && thai ? 'good' : 'look', 'Burmese and Thai are shaped right, ' + whose + '.',
          burmese && thai ? '' : 'See "Files": the .woff2 files need the type font/woff2 and, in a frame without an origin, a header.');
      } else {
        tell('fonts', 'bad', (stacks ? 'Thai' : sits ? 'Burmese' : 'Burmese and Thai') + ' letters are not shaped right, ' + whose + '.',
          'See "Files": the .woff2 files have to be there. Otherwise install a font for the script on the device. Compare the letters below.');
      }
    }
    if (!document.fonts || !document.fonts.load) { measure(false, false); return; }
    begin();
    Promise.all([document.fonts.load('32px Padauk', 'က'), document.fonts.load('32px "Noto Sans Thai Looped"', 'ก')]).then(function (found) {
      measure(found[0].length > 0, found[1].length > 0);
    }, function () { measure(false, false); }).then(end);
  }

  function clock(date) {
    var zone = '';
    try { zone = Intl.DateTimeFormat().resolvedOptions().timeZone || ''; } catch (_) { /* It does not say. */ }
    var now = new Date();
    var here = 'The device says ' + now.toString() + (zone ? ', zone ' + zone : '') + '.';
    var server = Date.parse(date);
    var apart = Math.round(Math.abs(now.getTime() - server) / 60000);
    if (isNaN(server)) {
      tell('clock', 'know', here + ' The server does not say what time it is: compare with a watch.');
    } else if (apart > 5) {
      tell('clock', 'bad', here + ' The server’s clock is ' + apart + ' minutes away from it.', 'Set the clock that is wrong: limits in hours and days are counted by the device’s.');
    } else {
      tell('clock', 'good', here + ' The server’s clock agrees.');
    }
  }

  /* ---- By hand ---- */

  function tried(text) { byId('tried').textContent = text; }

  byId('try-print').addEventListener('click', function () {
    var came = false;
    window.addEventListener('beforeprint', function () { came = true; });
    try { window.print(); } catch (_) { /* Told below. */ }
    setTimeout(function () {
      tried(came ? 'The browser’s print was opened.'
        : 'The browser did not print. In a frame: add allow-modals to its sandbox. In a view inside another app: open the checklist in the browser itself.');
    }, 500);
  });

  byId('try-file').addEventListener('click', function () {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([byId('report').value], { type: 'text/plain' }));
    link.download = 'self-test.txt';
    link.click();
    tried('If no file self-test.txt came: in a frame add allow-downloads to its sandbox. In a view inside another app: open the checklist in the browser itself.');
  });

  byId('try-window').addEventListener('click', function () {
    var opened = null;
    try { opened = window.open('self-test.html', '_blank'); } catch (_) { /* Told below. */ }
    tried(opened ? 'A window was opened.' : 'No window was opened. In a frame: add allow-popups to its sandbox. Otherwise allow windows for this site.');
  });

  /* The clipboard of today is for secure pages alone; this works everywhere. */
  byId('copy').addEventListener('click', function () {
    byId('report').focus();
    byId('report').select();
    var done = false;
    try { done = document.execCommand('copy'); } catch (_) { /* Told below. */ }
    byId('copied').textContent = done ? 'Copied.' : 'It is selected: copy it by hand.';
  });

  begin();
  [context, browser, frame, storage, print, files, wasm, policy, caching, ledger, room, worker, fonts].forEach(function (check) { check(); });
  end();
})();
