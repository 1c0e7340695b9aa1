/*
 * Registers the service worker and says how far it is. It comes after the first screen.
 *
 * What the app reads in `sopBoot.offline`: `state`, one of `coming`, `ready` (without a network this address starts),
 * `frame` (the files are here, but the page around them has to start, too), `plain` (no worker on plain http), `refused`;
 * and `newer`, whether another version is here as a whole. Each change is an event `sopc-offline` of the window.
 */
(function () {
  'use strict';

  var PATIENCE = 20000;
  var HOUR = 3600000;
  var build = window.sopBoot.build;
  var offline = window.sopBoot.offline = { state: 'coming', newer: false, restart: restart };
  var workers = null;
  var registration = null;
  var looked = 0;
  /* No worker answers for a page that was reloaded by force: it is what the server has, and may be newer than all that is kept.
     What is newer than this page is known only once its own set was seen here. */
  var known = false;

  function tell(state, newer) {
    if (offline.state === state && offline.newer === newer) { return; }
    offline.state = state;
    offline.newer = newer;
    window.dispatchEvent(new Event('sopc-offline'));
  }

  function ask(worker, word) {
    return new Promise(function (done, refused) {
      var channel = new MessageChannel();
      channel.port1.onmessage = function (event) { done(event.data); };
      setTimeout(refused, PATIENCE);
      worker.postMessage({ sopc: word }, [channel.port2]);
    });
  }

  function refused() { tell('refused', false); }

  /* Only an active worker answers at the next start, and only it knows whether it can. */
  function look() {
    var active = registration.active;
    var waiting = registration.waiting;
    if (!active || active.state !== 'activated') {
      if (registration.installing || waiting || active) { follow(active); tell('coming', false); } else { refused(); }
      return;
    }
    Promise.all([ask(active, 'state'), waiting && ask(waiting, 'state')]).then(function (said) {
      var last = said[1] || said[0];
      var isOwn = last.build === build;
      /* What wrote records here must not make room for an older one at the next start; nor for one that is no longer whole. */
      if (isOwn && last.whole && last.used !== build && !(known && last.ready)) {
        return ask(waiting || active, 'use').then(look);
      }
      known = known || isOwn;
      tell(!said[0].ready ? 'refused' : window.parent === window ? 'ready' : 'frame', known && last.whole && !isOwn);
      return null;
    }).then(null, refused);
  }

  function follow(worker) {
    if (worker) { worker.onstatechange = look; }
  }

  /* The page is loaded anew from the newer set. What has to be saved was saved by who calls this. A browser that is asked for
     a page while one worker takes the place of another may let it wait for good, so the change comes first. */
  function restart() {
    var next = registration.waiting;
    function reload() { location.reload(); }
    function changed() {
      if (!next || next.state === 'activated') { return reload(); }
      next.addEventListener('statechange', function () { if (next.state === 'activated') { reload(); } });
      return setTimeout(reload, PATIENCE / 4);
    }
    ask(next || registration.active, 'use').then(changed, changed);
  }

  function register() {
    looked = Date.now();
    workers.register('sw.js', { updateViaCache: 'none' }).then(function (found) {
      registration = found;
      found.onupdatefound = function () { follow(found.installing); };
      follow(found.installing);
      look();
      /* A browser looks for another version when a worker answered for the page. */
      if (found.active && !known) { return found.update(); }
      return null;
    }).then(null, function () { if (!registration) { refused(); } });
  }

  /* A page may stay open for days, and a first try may have met no network. */
  function again() {
    if (Date.now() - looked < HOUR) { return; }
    looked = Date.now();
    if (registration && registration.active) { registration.update().then(look, look); } else { register(); }
  }

  if (!window.isSecureContext) { tell('plain', false); return; }
  /* Frames without an origin, private windows and blocked storage refuse in ways of their own. */
  try { workers = navigator.serviceWorker; } catch (_) { workers = null; }
  if (!workers || window.origin === 'null') { refused(); return; }
  known = !!workers.controller;
  workers.addEventListener('controllerchange', function () { if (registration) { look(); } });
  document.addEventListener('visibilitychange', function () { if (!document.hidden) { again(); } });
  window.addEventListener('online', function () { if (offline.state === 'refused') { register(); } });
  register();
})();
