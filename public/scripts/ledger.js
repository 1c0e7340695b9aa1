/*
 * The ledger: what was set in local storage within the last two hours, once more in IndexedDB.
 *
 * Browsers put local storage on disk late: killed before that, they lose what the app read back and called saved. Mostly
 * it is seconds. But Chromium writes no more than 10 MiB an hour for one origin, so that after some megabytes, be they of
 * another app, it is up to an hour. A strict transaction of IndexedDB is on disk when it completes. Values come here
 * sealed, under the same key.
 * Where the official is and what she half-typed in forms (keys that end in pN) is left out: it changes with every step she
 * takes, is never called saved, and must not come back once it is recorded or cancelled.
 * Where there is no IndexedDB nothing is ever busy and nothing comes back: the app works on without.
 */
(function () {
  'use strict';

  var PREFIX = 'sopc:1:';
  var GONE = 'sopc:1:gone:';
  var AGE = 7200000;
  var LOOK = 600000;
  var STORE = 'pieces';
  var database = null;
  var absent = false;
  var waiting = [];
  var running = 0;
  var quiet = [];
  var onRecovered = null;
  var recovered = false;
  var asked = false;

  function isOurs(key) { return key.indexOf(PREFIX) === 0 && !/:p\d+$/.test(key); }

  function call(what) { what(); }

  function done() {
    running -= 1;
    if (running === 0) {
      var calls = quiet;
      quiet = [];
      calls.forEach(call);
    }
  }

  /* Local storage can be forbidden, which shows when it is named. */
  function storage() {
    try { return window.localStorage; } catch (_) { return null; }
  }

  /* A browser that is asked may spare this origin when it needs room. It need not answer. */
  function askToKeep() {
    if (!asked && navigator.storage && navigator.storage.persist) { navigator.storage.persist().then(null, function () {}); }
    asked = true;
  }

  function begin(work) {
    try {
      var transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
      transaction.oncomplete = done;
      transaction.onabort = done;
      work(transaction.objectStore(STORE));
    } catch (_) {
      done();
    }
  }

  function run(work) {
    running += 1;
    if (absent) { done(); } else if (database) { begin(work); } else { waiting.push(work); }
  }

  function giveUp() {
    absent = true;
    waiting.splice(0).forEach(done);
    tellRecovered();
  }

  function tellRecovered() {
    recovered = true;
    if (onRecovered) { onRecovered(); }
  }

  function each(store, look, after) {
    store.openCursor().onsuccess = function (event) {
      var cursor = event.target.result;
      if (!cursor) { if (after) { after(); } return; }
      look(String(cursor.key), cursor.value || {}, cursor);
      cursor.continue();
    };
  }

  /* Of a removed case nothing comes back. */
  function isGone(kept, key) { return kept.getItem(GONE + key.slice(PREFIX.length).split(':')[0]) !== null; }

  /* What is old has long been on disk. A clock that was put back makes it young again, no more. */
  function isOld(piece) { return Math.abs(Date.now() - piece.at) > AGE; }

  /* What local storage lost comes back; keys are written once, so a value that is there is never another. */
  function recover(store) {
    var kept = storage();
    if (!kept) { tellRecovered(); return; }
    each(store, function (key, piece, cursor) {
      try {
        if (isGone(kept, key)) { cursor.delete(); return; }
        if (kept.getItem(key) === null) {
          kept.setItem(key, piece.value);
          /* Only now on its way to the disk again. */
          cursor.update({ value: piece.value, at: Date.now() });
        } else if (isOld(piece)) {
          cursor.delete();
        }
      } catch (_) { /* No room: it stays here until there is. */ }
    }, tellRecovered);
  }

  function clean() {
    var kept = storage();
    if (!kept || !database) { return; }
    run(function (store) {
      each(store, function (key, piece, cursor) {
        try {
          if (isOld(piece) && kept.getItem(key) !== null) { cursor.delete(); }
        } catch (_) { /* Looked at again later. */ }
      });
    });
  }

  window.sopLedger = {
    /* Puts a value in, beside local storage. */
    put: function (key, value) {
      askToKeep();
      if (isOurs(key)) { run(function (store) { store.put({ value: value, at: Date.now() }, key); }); }
    },
    remove: function (key) {
      if (isOurs(key)) { run(function (store) { store.delete(key); }); }
    },
    clear: function () { run(function (store) { store.clear(); }); },
    /* Whether something is not on disk yet. */
    busy: function () { return running > 0; },
    whenQuiet: function (tell) { if (running > 0) { quiet.push(tell); } else { tell(); } },
    /* Tells once what was lost is back. */
    whenRecovered: function (tell) {
      onRecovered = tell;
      if (recovered) { tell(); }
    }
  };

  try {
    var opening = window.indexedDB.open('sopc', 1);
    opening.onupgradeneeded = function () { opening.result.createObjectStore(STORE); };
    opening.onerror = giveUp;
    opening.onblocked = giveUp;
    opening.onsuccess = function () {
      if (absent) { return; }
      database = opening.result;
      database.onclose = function () { database = null; absent = true; };
      run(recover);
      waiting.splice(0).forEach(begin);
      setInterval(clean, LOOK);
    };
    /* Some browsers never answer in private mode. */
    setTimeout(function () { if (!database && !absent) { giveUp(); } }, 5000);
  } catch (_) {
    giveUp();
  }
})();
