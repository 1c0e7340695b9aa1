/*
 * Keeps the checklist so that it starts without a network.
 *
 * The whole set of one build or nothing: each file has to be what the build made (its mark), whatever a server or a proxy
 * says of it. A set lies in a cache of its own, and which one is in use is a note beside them: another worker changes
 * nothing before the official says so, not even when the browser puts it in place by itself. Nothing but own files is
 * answered here, and nothing of a case comes here. `sw-off.js` in place of this file takes all of it back.
 */
(function () {
  'use strict';

  var BUILD = '{{build}}';
  var SET = {{set}};
  var TYPES = {
    html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8',
    json: 'application/json', webmanifest: 'application/manifest+json', wasm: 'application/wasm',
    woff2: 'font/woff2', svg: 'image/svg+xml', png: 'image/png'
  };
  /* So long the settings are waited for before the last good ones do. */
  var PATIENCE = 4000;
  var SCOPE = new URL(self.registration.scope).pathname;
  /* Other apps, and other copies of this one, have caches on the same origin. */
  var PREFIX = 'sopc-' + SCOPE + '@';
  var NOTES = PREFIX + 'notes';
  var OURS = /^(index\.html|boot\.js|manifest\.webmanifest|assets\/[^\/]+)$/;

  /* ---- Sets, and which one is in use ---- */

  function address(path) { return SCOPE + path; }

  /* Looking for a file makes no cache, and a cache that is gone holds none. */
  function kept(cache, path) { return caches.match(address(path), { cacheName: cache }); }

  function note(name) {
    return kept(NOTES, '@' + name).then(function (found) { return found ? found.text() : null; });
  }

  function setNote(name, text) {
    return caches.open(NOTES).then(function (notes) { return notes.put(address('@' + name), new Response(text)); });
  }

  function ownCaches() {
    return caches.keys().then(function (names) {
      return names.filter(function (name) { return name.indexOf(PREFIX) === 0 && /^[0-9a-f]{12}$/.test(name.slice(PREFIX.length)); });
    });
  }

  /* A set's own list lies in it, last of all. A browser may take single files away again. */
  function isWhole(build) {
    if (!build) { return Promise.resolve(false); }
    return caches.has(PREFIX + build).then(function (there) {
      return there && caches.open(PREFIX + build).then(function (set) {
        return Promise.all([kept(PREFIX + build, '@list').then(function (list) { return list ? list.json() : null; }), set.keys()]);
      }).then(function (got) {
        var here = {};
        got[1].forEach(function (request) { here[new URL(request.url).pathname] = true; });
        return !!got[0] && got[0].every(function (path) { return here[address(path)]; });
      });
    });
  }

  /* The set before stays for tabs that were opened from it. */
  function use(build) {
    return note('used').then(function (before) {
      if (before === build) { return null; }
      return setNote('before', before || '').then(function () { return setNote('used', build); });
    });
  }

  function tidy() {
    return Promise.all([ownCaches(), note('used'), note('before')]).then(function (got) {
      var kept = [PREFIX + BUILD, PREFIX + got[1], PREFIX + got[2]];
      return Promise.all(got[0].filter(function (name) { return kept.indexOf(name) < 0; })
        .map(function (name) { return caches.delete(name); }));
    });
  }

  /* ---- Bringing a set ---- */

  /* As in boot.js and in the build (`fnv::mark`). */
  function mark(buffer) {
    var bytes = new Uint8Array(buffer);
    var a = 0x811c9dc5;
    var b = 0x41c6ce57;
    for (var i = 0; i < bytes.length; i += 1) {
      a = Math.imul(a ^ bytes[i], 0x01000193);
      b = Math.imul(b ^ bytes[i], 0x5bd1e995);
    }
    return ('0000000' + (a >>> 0).toString(16)).slice(-8) + ('000' + (b >>> 16).toString(16)).slice(-4);
  }

  /* The file with its right type, or nothing where the server has something else. */
  function fetched(path, cache) {
    return fetch(address(path), { cache: cache }).then(function (answer) {
      if (!answer.ok || answer.redirected) { return null; }
      return answer.arrayBuffer().then(function (bytes) {
        if (mark(bytes) !== SET[path]) { return null; }
        var headers = new Headers(answer.headers);
        headers.delete('Content-Encoding');
        headers.delete('Content-Length');
        headers.set('Content-Type', TYPES[path.slice(path.lastIndexOf('.') + 1)] || 'application/octet-stream');
        return new Response(bytes, { headers: headers });
      });
    });
  }

  /* A name with a mark says what is in the file, whatever set it lies in. */
  function keptElsewhere(path) {
    if (!/^assets\//.test(path)) { return Promise.resolve(undefined); }
    return ownCaches().then(function (names) {
      return names.reduce(function (found, name) {
        return found.then(function (file) { return file || kept(name, path); });
      }, Promise.resolve(undefined));
    });
  }

  /* What came before the network broke off is not asked for again. */
  function bring(set, path) {
    return set.match(address(path)).then(function (here) {
      if (here) { return null; }
      return keptElsewhere(path)
        .then(function (found) { return found || fetched(path, /^assets\//.test(path) ? 'default' : 'no-cache'); })
        .then(function (found) { return found || fetched(path, 'reload'); })
        .then(function (found) {
          if (!found) { throw new Error(path); }
          return set.put(address(path), found);
        });
    });
  }

  /* One after the other: the official may be loading something, too. */
  function bringAll() {
    var paths = Object.keys(SET);
    return caches.open(PREFIX + BUILD).then(function (set) {
      return paths.reduce(function (before, path) {
        return before.then(function () { return bring(set, path); });
      }, Promise.resolve()).then(function () {
        return set.put(address('@list'), new Response(JSON.stringify(paths)));
      });
    });
  }

  self.addEventListener('install', function (event) {
    event.waitUntil(bringAll().then(function () {
      /* An installation without settings works, too. */
      return freshSettings().then(null, function () {});
    }).then(function () { return note('used'); }).then(isWhole).then(function (inUse) {
      return inUse ? null : use(BUILD);
    }));
  });

  self.addEventListener('activate', function (event) {
    event.waitUntil(tidy().then(function () { return self.clients.claim(); }));
  });

  /* ---- Answering ---- */

  function answer(request, path) {
    return note('used').then(function (build) {
      return build && kept(PREFIX + build, path);
    }).then(function (found) { return found || keptElsewhere(path); })
      .then(function (found) { return found || fetch(request); }, function () { return fetch(request); });
  }

  /* Settings that are right are kept for the time without a network. */
  function freshSettings() {
    return fetch(address('config.json'), { cache: 'no-cache' }).then(function (got) {
      if (!got.ok || got.redirected) { throw new Error('config.json'); }
      var copy = got.clone();
      return got.text().then(function (text) {
        var settings = JSON.parse(text);
        if (!settings || typeof settings !== 'object' || settings instanceof Array) { throw new Error('config.json'); }
        return caches.open(NOTES).then(function (notes) { return notes.put(address('config.json'), copy.clone()); })
          .then(function () { return copy; }, function () { return copy; });
      });
    });
  }

  function lastSettings() {
    return kept(NOTES, 'config.json').then(function (found) {
      if (!found) { throw new Error('config.json'); }
      return found;
    });
  }

  function settings(event) {
    var fresh = freshSettings();
    event.waitUntil(fresh.then(null, function () {}));
    return new Promise(function (done) {
      fresh.then(done, function () {
        /* Without good ones the app has to see what the server says. */
        lastSettings().then(done, function () { done(fetch(event.request)); });
      });
      setTimeout(function () { lastSettings().then(done, function () {}); }, PATIENCE);
    });
  }

  self.addEventListener('fetch', function (event) {
    var request = event.request;
    var url = new URL(request.url);
    if (request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.indexOf(SCOPE) !== 0) { return; }
    /* Whoever asks past all caches means the server. */
    if (request.cache === 'reload' || request.cache === 'no-store') { return; }
    if (url.search && request.mode !== 'navigate') { return; }
    var path = url.pathname.slice(SCOPE.length) || 'index.html';
    if (path === 'config.json') {
      event.respondWith(settings(event));
    } else if (OURS.test(path) && (path !== 'index.html' || request.mode === 'navigate')) {
      event.respondWith(answer(request, path));
    }
  });

  /* ---- What the page asks ---- */

  function state() {
    return Promise.all([note('used'), isWhole(BUILD)]).then(function (got) {
      return isWhole(got[0]).then(function (ready) {
        return { build: BUILD, whole: got[1], used: got[0], ready: ready };
      });
    });
  }

  self.addEventListener('message', function (event) {
    var word = event.data && event.data.sopc;
    var port = event.ports && event.ports[0];
    if (!port || (word !== 'state' && word !== 'use')) { return; }
    var done = word === 'state' ? Promise.resolve() : isWhole(BUILD).then(function (whole) {
      /* The note is what counts. When the browser puts this worker in place is its own affair. */
      return whole && use(BUILD).then(function () { self.skipWaiting(); });
    });
    event.waitUntil(done.then(state).then(function (now) { port.postMessage(now); }));
  });
})();
