/*
 * Takes the service worker back. Should one ever be broken: copy this file over `sw.js` on the server. At its next start
 * each browser fetches it, forgets the files that were kept, and starts from the server again. No record is touched.
 */
(function () {
  'use strict';

  var PREFIX = 'sopc-' + new URL(self.registration.scope).pathname + '@';

  self.addEventListener('install', function () { self.skipWaiting(); });

  self.addEventListener('activate', function (event) {
    event.waitUntil(caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf(PREFIX) === 0; })
        .map(function (name) { return caches.delete(name); }));
    }).then(function () { return self.registration.unregister(); }));
  });
})();
