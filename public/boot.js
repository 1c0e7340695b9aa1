/*
 * Starts the app, or says in three languages why it cannot start.
 *
 * ES5 only, and no import(): a browser too old for the app must still be able to run this file and be told so.
 * Everything that the app needs is fetched side by side. The app finds it in `window.sopBoot` and removes `#boot`
 * when it is on screen; until then a page that makes no progress ends in a message, never in an eternal wait.
 */
(function () {
  'use strict';

  var PATIENCE = 30000;
  var FRESH = { cache: 'reload' };
  var script = document.currentScript;
  var files = {};
  var procedureName = '';
  var problemSeen = false;
  var started = false;
  var blocked = false;
  var wrong = [];
  var timer = null;

  var boot = window.sopBoot = {
    config: null, configProblem: null,
    procedure: null, procedureWords: null, procedureWordsEn: null, procedureProblem: null,
    words: null, wordsEn: null, wordsProblem: null,
    annex: null, moreApp: null, moreAppEn: null, moreWords: null, moreWordsEn: null, training: null, trainingWords: null, trainingWordsEn: null,
    language: 'en', files: files, build: '{{build}}'
  };

  /* ---- What went wrong, in three languages ---- */

  var TITLE = ['The checklist could not start.', 'စစ်ဆေးရန်စာရင်းကို ဖွင့်၍မရပါ။', 'เปิดรายการตรวจสอบไม่ได้'];
  var AGAIN = ['Try again', 'ထပ်စမ်းပါ', 'ลองอีกครั้ง'];
  var SAFE = ['Records saved on this device are not touched.',
    'ဤစက်တွင် သိမ်းထားသော မှတ်တမ်းများ မပြောင်းလဲပါ။',
    'บันทึกที่เก็บไว้ในเครื่องนี้ไม่เปลี่ยนแปลง'];
  var REASONS = {
    network: ['No connection to the server. Check the network, then try again.',
      'ဆာဗာနှင့် ချိတ်ဆက်၍မရပါ။ ကွန်ရက်ကို စစ်ဆေးပြီး ထပ်စမ်းပါ။',
      'เชื่อมต่อเซิร์ฟเวอร์ไม่ได้ โปรดตรวจสอบเครือข่าย แล้วลองอีกครั้ง'],
    timeout: ['The connection is too slow or has stopped. Try again where the signal is better.',
      'ချိတ်ဆက်မှု နှေးလွန်းသည် သို့မဟုတ် ရပ်သွားသည်။ လိုင်းကောင်းသောနေရာတွင် ထပ်စမ်းပါ။',
      'การเชื่อมต่อช้าเกินไปหรือหยุดไป โปรดลองอีกครั้งในที่ที่สัญญาณดีกว่า'],
    missing: ['A file is missing on the server. Try again; if it stays so, tell your technician.',
      'ဆာဗာတွင် ဖိုင်တစ်ခု မရှိပါ။ ထပ်စမ်းပါ။ မရသေးလျှင် နည်းပညာဝန်ထမ်းကို ပြောပါ။',
      'ไฟล์หนึ่งหายไปจากเซิร์ฟเวอร์ โปรดลองอีกครั้ง หากยังไม่ได้ให้แจ้งเจ้าหน้าที่เทคนิค'],
    type: ['The server sent something else in place of a file, perhaps a sign-in page. Sign in to the network or tell your technician.',
      'ဆာဗာက ဖိုင်အစား အခြားအရာကို ပို့သည်၊ ဥပမာ အကောင့်ဝင်ရန် စာမျက်နှာ။ ကွန်ရက်သို့ အကောင့်ဝင်ပါ သို့မဟုတ် နည်းပညာဝန်ထမ်းကို ပြောပါ။',
      'เซิร์ฟเวอร์ส่งสิ่งอื่นมาแทนไฟล์ อาจเป็นหน้าเข้าสู่ระบบ โปรดเข้าสู่ระบบเครือข่ายหรือแจ้งเจ้าหน้าที่เทคนิค'],
    damaged: ['A file arrived damaged, altered or of another version. Try again; if it stays so, tell your technician.',
      'ဖိုင်တစ်ခု ပျက်စီး၊ ပြောင်းလဲ သို့မဟုတ် အခြားဗားရှင်း ဖြစ်နေသည်။ ထပ်စမ်းပါ။ မရသေးလျှင် နည်းပညာဝန်ထမ်းကို ပြောပါ။',
      'ไฟล์หนึ่งเสียหาย ถูกเปลี่ยน หรือเป็นคนละรุ่น โปรดลองอีกครั้ง หากยังไม่ได้ให้แจ้งเจ้าหน้าที่เทคนิค'],
    blocked: ['A security rule of the server or the browser blocks the app. Tell your technician.',
      'ဆာဗာ သို့မဟုတ် ဘရောက်ဆာ၏ လုံခြုံရေးစည်းမျဉ်းက အက်ပ်ကို ပိတ်ထားသည်။ နည်းပညာဝန်ထမ်းကို ပြောပါ။',
      'กฎความปลอดภัยของเซิร์ฟเวอร์หรือเบราว์เซอร์ปิดกั้นแอป โปรดแจ้งเจ้าหน้าที่เทคนิค'],
    frame: ['The page around the checklist does not give it the permission it needs. Open the checklist on its own or tell your technician.',
      'စာရင်းကို ထည့်ထားသော စာမျက်နှာက လိုအပ်သည့် ခွင့်ပြုချက် မပေးပါ။ စာရင်းကို သီးသန့် ဖွင့်ပါ သို့မဟုတ် နည်းပညာဝန်ထမ်းကို ပြောပါ။',
      'หน้าที่แสดงรายการตรวจสอบไม่ได้ให้สิทธิ์ที่จำเป็น โปรดเปิดรายการตรวจสอบโดยตรงหรือแจ้งเจ้าหน้าที่เทคนิค'],
    old: ['This browser is too old, or a setting switches off what the app needs (WebAssembly). Update the browser or use another one.',
      'ဤဘရောက်ဆာ ဟောင်းလွန်းသည် သို့မဟုတ် ဆက်တင်တစ်ခုက လိုအပ်သည့်အရာ (WebAssembly) ကို ပိတ်ထားသည်။ ဘရောက်ဆာကို အသစ်တင်ပါ သို့မဟုတ် အခြားတစ်ခု သုံးပါ။',
      'เบราว์เซอร์นี้เก่าเกินไป หรือการตั้งค่าปิดสิ่งที่แอปต้องใช้ (WebAssembly) โปรดอัปเดตเบราว์เซอร์หรือใช้เบราว์เซอร์อื่น'],
    crashed: ['The app stopped because of a fault of its own. Try again; if it stays so, tell your technician.',
      'အက်ပ်၏ ချို့ယွင်းချက်ကြောင့် ရပ်သွားသည်။ ထပ်စမ်းပါ။ မရသေးလျှင် နည်းပညာဝန်ထမ်းကို ပြောပါ။',
      'แอปหยุดเพราะข้อผิดพลาดของแอปเอง โปรดลองอีกครั้ง หากยังไม่ได้ให้แจ้งเจ้าหน้าที่เทคนิค']
  };
  var LANGUAGES = ['en', 'my', 'th'];

  function element(name, text, lang) {
    var made = document.createElement(name);
    made.appendChild(document.createTextNode(text));
    if (lang) { made.setAttribute('lang', lang); }
    return made;
  }

  /* Shows why there is no app. `detail` is for the technician: a file name or a status, never content. */
  function failed(kind, detail) {
    if (problemSeen) { return; }
    problemSeen = true;
    clearTimeout(timer);
    var place = document.getElementById('boot');
    if (!place) {
      place = document.createElement('div');
      place.id = 'boot';
      document.body.insertBefore(place, document.body.firstChild);
    }
    while (place.firstChild) { place.removeChild(place.firstChild); }
    place.setAttribute('role', 'alert');
    place.setAttribute('data-problem', REASONS[kind] ? kind : 'crashed');
    var reason = REASONS[kind] || REASONS.crashed;
    for (var i = 0; i < LANGUAGES.length; i += 1) {
      var part = document.createElement('div');
      part.setAttribute('lang', LANGUAGES[i]);
      part.appendChild(element('h1', TITLE[i]));
      part.appendChild(element('p', reason[i]));
      part.appendChild(element('p', SAFE[i]));
      place.appendChild(part);
    }
    var again = document.createElement('button');
    again.type = 'button';
    for (i = 0; i < LANGUAGES.length; i += 1) {
      if (i) { again.appendChild(document.createTextNode(' / ')); }
      again.appendChild(element('span', AGAIN[i], LANGUAGES[i]));
    }
    again.addEventListener('click', function () {
      again.disabled = true;
      startAnew(kind);
    });
    place.appendChild(again);
    place.appendChild(element('p', kind + (detail ? ': ' + detail : ''), 'en'));
    /* The official may have been far down the page. */
    place.scrollIntoView();
  }

  /* What came wrong may lie in a cache on the way, and the page itself may be an old one: they are brought anew first. */
  function startAnew(kind) {
    function reload() { location.reload(); }
    if (!/missing|type|damaged|crashed/.test(kind)) { reload(); return; }
    setTimeout(reload, PATIENCE);
    Promise.all(wrong.concat(location.pathname, script.src).map(function (path) { return fetch(path, FRESH); }))
      .then(leaveWorker).then(reload, reload);
  }

  /* The server is there. What a worker of this app keeps came whole, but may be damaged since. */
  function leaveWorker() {
    var workers = navigator.serviceWorker;
    return workers && workers.controller && workers.getRegistration().then(function (found) { return found && found.unregister(); });
  }

  function Problem(kind, detail) {
    this.kind = kind;
    this.detail = detail;
  }

  function fail(kind, detail) { throw new Problem(kind, detail); }

  /* An unreachable file can have causes that the browser does not name to scripts. */
  function unreachable(path) {
    return new Problem(window.origin === 'null' ? 'frame' : 'network', path);
  }

  function stop(problem) {
    problem = whyNoStart(problem);
    /* The browser reports a blocked fetch first as unreachable, and only then by an event. */
    setTimeout(function () {
      failed(/network|type/.test(problem.kind) && blocked ? 'blocked' : problem.kind, problem.detail);
    }, 100);
  }

  /* ---- Fetching ---- */

  function progress() {
    clearTimeout(timer);
    if (!started && !problemSeen) {
      timer = setTimeout(function () { failed('timeout'); }, PATIENCE);
    }
  }

  /* The mark that the build put into a file's name (`fnv::mark`): against accidents and stale caches, not against people. */
  function Mark() {
    this.a = 0x811c9dc5;
    this.b = 0x41c6ce57;
  }

  Mark.prototype.add = function (bytes) {
    if (this.first === undefined) { this.first = bytes[0]; }
    for (var i = 0; i < bytes.length; i += 1) {
      this.a = Math.imul(this.a ^ bytes[i], 0x01000193);
      this.b = Math.imul(this.b ^ bytes[i], 0x5bd1e995);
    }
  };

  Mark.prototype.text = function () {
    return ('0000000' + (this.a >>> 0).toString(16)).slice(-8) + ('000' + (this.b >>> 16).toString(16)).slice(-4);
  };

  /* Kept once the file is here and is what its name says. A slow answer is no standstill: each piece counts as progress. */
  function whole(answer, path) {
    var reader = answer.body.getReader();
    var mark = new Mark();
    progress();
    function next() {
      return reader.read().then(function (piece) {
        progress();
        if (!piece.done) { mark.add(piece.value); return next(); }
        if (/^assets/.test(path) && path.indexOf('.' + mark.text() + '.') < 0) {
          wrong.push(path);
          fail(mark.first === 60 ? 'type' : 'damaged', path);
        }
      }, function () { throw unreachable(path); });
    }
    return next();
  }

  /* Asks for a file; `read` takes the answer. Nothing comes of it unless the file is whole. */
  function ask(path, options, read) {
    return fetch(path, options || {}).then(function (answer) {
      if (!answer.ok) {
        wrong.push(path);
        fail('missing', path + ' (' + answer.status + ')');
      }
      var checked = whole(answer.clone(), path);
      var got = read(answer);
      /* What is wrong with the file comes first. */
      got.then(null, function () {});
      return checked.then(function () { return got; });
    }, function () { throw unreachable(path); });
  }

  function text(answer) { return answer.text(); }

  var texts = {};

  /* The text of a file; asked for once, however often it is wanted. */
  function textOf(path, options) {
    return texts[path] || (texts[path] = ask(path, options, text));
  }

  function json(path, options) {
    return textOf(path, options).then(function (found) {
      if (!/^\s*[{[]/.test(found)) { fail('type', path); }
      return found;
    });
  }

  function shipped(name) { return files[name] || name; }

  /* Resolves in any case: with the text, or with null after `note` was told the kind of the problem. */
  function optional(promise, note) {
    return promise.then(null, function (problem) {
      note(problem instanceof Problem ? problem.kind : 'broken');
      return null;
    });
  }

  /* ---- What to fetch ---- */

  /* The app keeps its language here; a browser may refuse storage altogether. */
  function chosenLanguage() {
    try {
      var kept = window.localStorage.getItem('sopc:language');
      return kept ? kept.replace(/"/g, '') : null;
    } catch (_) {
      return null;
    }
  }

  function languageFor(config, fallback) {
    var offered = config && config.languages instanceof Array ? config.languages : null;
    var wishes = [chosenLanguage(), config && config.language, fallback];
    for (var i = 0; i < wishes.length; i += 1) {
      var wish = wishes[i];
      if (files['words/' + wish + '.json'] && (!offered || offered.indexOf(wish) >= 0)) { return wish; }
    }
    return 'en';
  }

  /* The name becomes part of a path. */
  function procedureFor(config, fallback) {
    var name = config && config.procedure;
    return typeof name === 'string' && /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(name) ? name : fallback;
  }

  /* Asks for all texts of a procedure in a language. */
  function textsOf(procedure, language) {
    return {
      procedure: json(shipped('sop/' + procedure + '.json')),
      procedureWords: json(shipped('sop/' + procedure + '.' + language + '.json')),
      procedureWordsEn: json(shipped('sop/' + procedure + '.en.json')),
      words: json(shipped('words/' + language + '.json')),
      wordsEn: json(shipped('words/en.json'))
    };
  }

  function quiet(asked) {
    for (var name in asked) { asked[name].then(null, function () {}); }
  }

  function loadConfig() {
    var text = optional(json('config.json', { cache: 'no-cache' }), function (kind) {
      boot.configProblem = kind === 'missing' || kind === 'network' ? 'missing' : 'broken';
    });
    return text.then(function (found) {
      if (found === null) { return null; }
      try {
        var config = JSON.parse(found);
        boot.config = found;
        return config;
      } catch (_) {
        boot.configProblem = 'broken';
        return null;
      }
    });
  }

  /* The build knows the configuration it was made with; what it names is asked for before the real one is here. */
  function loadTexts() {
    var likely = script.getAttribute('data-procedure');
    var first = script.getAttribute('data-language');
    quiet(textsOf(likely, languageFor(null, first)));
    return loadConfig().then(function (config) {
      boot.language = languageFor(config, first);
      procedureName = procedureFor(config, likely);
      var asked = textsOf(procedureName, boot.language);
      return Promise.all([
        put('procedure', asked.procedure, 'procedureProblem'),
        put('procedureWords', asked.procedureWords, 'procedureProblem'),
        put('procedureWordsEn', asked.procedureWordsEn, 'procedureProblem'),
        put('words', asked.words, 'wordsProblem'),
        /* Without English there is not even a message to show. */
        asked.wordsEn.then(function (text) { boot.wordsEn = text; })
      ]);
    });
  }

  function put(name, promise, problemName) {
    return optional(promise, function (kind) {
      /* Without a file there is a notice; with one of something else there is no telling what would be shown. */
      if (kind === 'damaged' || kind === 'type') { fail(kind, name); }
      boot[problemName] = boot[problemName] || kind;
    }).then(function (text) { boot[name] = text; });
  }

  /* Runs a script that is whole. A script element does not tell what is wrong: its type, its syntax or a rule. */
  function run(path) {
    return textOf(path).then(function () {
      return new Promise(function (done, refused) {
        var made = document.createElement('script');
        made.src = path;
        made.onload = function () { progress(); done(); };
        made.onerror = function () { refused(new Problem('type', path)); };
        document.head.appendChild(made);
      });
    });
  }

  function loadGlue() {
    var path = shipped('app.js');
    /* It ran to its end only where the browser knows its syntax. */
    return run(path).then(function () { if (typeof wasm_bindgen !== 'function') { fail('old', path); } });
  }

  /* What the page itself named: whether it is whole, and whether the browser took it. */
  function look(name, isThere) {
    var path = shipped(name);
    return textOf(path).then(function () { if (!isThere()) { fail('type', path); } });
  }

  function loadLooks() {
    return look('app.css', function () { return getComputedStyle(document.documentElement).getPropertyValue('--ink'); });
  }

  function loadLedger() {
    return look('scripts/ledger.js', function () { return window.sopLedger; });
  }

  /* A module that takes a reference: browsers which accept it accept all else that the app uses. */
  function ableBrowser() {
    return WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 111, 0]));
  }

  /* Compiled while it arrives or, where the server names another type, as bytes. */
  function loadModule() {
    return ask(shipped('app.wasm'), {}, function (answer) {
      var type = (answer.headers.get('Content-Type') || '').split(';')[0];
      if (type === 'application/wasm' && WebAssembly.compileStreaming) { return WebAssembly.compileStreaming(answer); }
      return answer.arrayBuffer().then(function (bytes) { return WebAssembly.compile(bytes); });
    });
  }

  /* ---- Start ---- */

  function whyNoStart(problem) {
    if (problem instanceof Problem) { return problem; }
    if (blocked || /Content.Security.Policy/i.test(String(problem))) { return new Problem('blocked', 'WebAssembly'); }
    /* The module came whole. */
    if (problem instanceof WebAssembly.CompileError || problem instanceof WebAssembly.LinkError) {
      return new Problem('old', 'WebAssembly');
    }
    /* The app's own word for a list of words that belongs to another build. */
    if (problem && problem.message === 'words') { return new Problem('damaged', 'words'); }
    return new Problem('crashed', String(problem && problem.name));
  }

  function start(module) {
    return wasm_bindgen({ module_or_path: module }).then(function (first) {
      started = true;
      clearTimeout(timer);
      fetchLater(first, {});
    });
  }

  /* ---- The code and the words that come after the first screen ---- */

  var AGAIN_AFTER = 5000;
  var allHere = false;
  var waiting = [];

  boot.whenAllHere = function (tell) {
    if (allHere) { tell(); } else { waiting.push(tell); }
  };

  /* None where the build cut nothing off. */
  function later(name, options, read) {
    return files[name] ? ask(files[name], options, read) : Promise.resolve(null);
  }

  function laterText(name, options) { return later(name, options, text); }

  /* A browser never says what is wrong with a style sheet; one that failed is asked for anew. */
  function laterStyle(options) {
    if (document.querySelector('link[data-later]')) { return null; }
    return laterText('later.css', options).then(function (found) {
      return found && new Promise(function (done, refused) {
        var link = document.createElement('link');
        link.rel = 'stylesheet';
        link.href = files['later.css'];
        link.onload = function () { link.setAttribute('data-later', ''); done(); };
        link.onerror = function () { document.head.removeChild(link); refused(); };
        document.head.appendChild(link);
      });
    });
  }

  /* Practice cases hold nothing up. */
  function training(ending) {
    return laterText('training/' + procedureName + ending, {}).then(null, function () { return null; });
  }

  /* The code fills its places in the table of the first part. Until all is here the app runs without it, so this is
     tried again and again, past the browser's cache: what is wrong may lie there. */
  function fetchLater(first, options) {
    function words(language) {
      return [laterText('words/' + language + '.more.json', options),
        laterText('sop/' + procedureName + '.' + language + '.more.json', options)];
    }
    var code = later('later.wasm', options, function (answer) { return answer.arrayBuffer(); });
    var practice = ['.json', '.' + boot.language + '.json', '.en.json'].map(training);
    var annex = laterText('sop/' + procedureName + '.more.json', options);
    Promise.all([code, laterStyle(options), annex].concat(words(boot.language), words('en'), practice)).then(function (got) {
      boot.annex = got[2];
      boot.moreApp = got[3];
      boot.moreWords = got[4];
      boot.moreAppEn = got[5];
      boot.moreWordsEn = got[6];
      boot.training = got[7];
      boot.trainingWords = got[8];
      boot.trainingWordsEn = got[9];
      return got[0] && WebAssembly.instantiate(got[0], { first: first });
    }).then(function () {
      allHere = true;
      while (waiting.length) { waiting.pop()(); }
      if (files['scripts/offline.js']) { quiet([run(files['scripts/offline.js'])]); }
    }, function () { setTimeout(function () { fetchLater(first, FRESH); }, AGAIN_AFTER); });
  }

  document.addEventListener('securitypolicyviolation', function () { blocked = true; });

  if (typeof WebAssembly !== 'object' || !window.fetch || !window.ReadableStream || !script || !ableBrowser()) {
    failed('old');
    return;
  }
  if (script.getAttribute('data-build') !== boot.build) {
    failed('damaged', 'boot.js');
    return;
  }
  /* A fault of the running app ends in a trap: its code has no other way to tell. What happened is not shown, it could
     hold something of a case. In a frame without an origin browsers do not say which error it was. */
  function faulted(error) {
    if (started && (error instanceof WebAssembly.RuntimeError || (!error && window.origin === 'null'))) { failed('crashed'); }
  }
  window.addEventListener('error', function (event) { faulted(event.error); });
  window.addEventListener('unhandledrejection', function (event) { if (event.reason) { faulted(event.reason); } });

  /* A keyboard that comes up must not cover the field that it is for. Where somebody zoomed in, the page is theirs to move. */
  var room = window.visualViewport || window;
  room.addEventListener('resize', function () {
    var field = document.activeElement;
    if (field && /^(INPUT|TEXTAREA)$/.test(field.tagName) && !(room.scale > 1)) { field.scrollIntoView({ block: 'nearest' }); }
  });

  files = boot.files = JSON.parse(script.getAttribute('data-files'));
  progress();
  Promise.all([loadModule(), loadGlue(), loadLooks(), loadLedger(), loadTexts()])
    .then(function (loaded) { return start(loaded[0]); })
    .then(null, stop);
})();
