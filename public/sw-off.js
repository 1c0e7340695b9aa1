/*
 * Takes the service worker back. Should one ever be broken: copy this file over `sw.js` on the server. At its next start
 * each browser fetches it, forgets the files that were kept, and starts from the server again. No record is touched.
 */
(function () {
  'use strict';

  var PREFIX = 'sopc-' + new URL(self.registration.scope).pathname + '@';

  function takeBack() {
    return caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf(PREFIX) === 0; })
        .map(function (name) { return caches.delete(name); }));
    }).then(function () {
      /* Nobody waits for it: during the installation it would wait for that. */
      self.registration.unregister();
    });
  }

  /* At once: a broken worker may never let go by itself. Once more in its place: it may have written meanwhile. */
  self.addEventListener('install', function (event) {
    self.skipWaiting();
    event.waitUntil(takeBack());
  });
  self.addEventListener('activate', function (event) { event.waitUntil(takeBack()); });
})();
