/*
 * The ledger: what was set in local storage within the last two hours, once more in IndexedDB.
 *
 * Browsers put local storage on disk late: killed before that, they lose what the app read back and called saved. Mostly
 * it is seconds. But Chromium writes no more than 10 MiB an hour for one origin, so that after some megabytes, be they of
 * another app, it is up to an hour. A strict transaction of IndexedDB is on disk when it completes. Values come here
 * sealed, under the same key.
 *
 * A transaction can abort: no room, a fault of the disk, a database that the browser took away. Then the keys that it was
 * about are tried again, with what local storage holds by then. While that is tried the ledger is busy; where it goes on
 * failing the ledger is out until a try succeeds. Where it is out, or where there is no IndexedDB, nothing is busy: what
 * was read back from local storage counts, and the app says in its settings what that means.
 */
(function () {
  'use strict';

  var PREFIX = 'sopc:1:';
  var GONE = 'sopc:1:gone:';
  var AGE = 7200000;
  var LOOK = 600000;
  var STORE = 'pieces';
  /* Until what failed is tried again. After the last pause but one the ledger is out. */
  var PAUSES = [200, 1000, 4000, 60000];
  var OPENS = 5000;
  var OVERDUE = 15000;
  var database = null;
  var absent = false;
  var waiting = [];
  var running = 0;
  var missed = {};
  var missedClear = false;
  var waits = false;
  var failures = 0;
  var quiet = [];
  var onRecovered = null;
  var recovered = false;
  var asked = false;

  function call(what) { what(); }

  function isOut() { return absent || failures >= PAUSES.length - 1; }

  function isBusy() { return running > 0 || (waits && !isOut()); }

  function tellQuiet() {
    if (!isBusy()) { quiet.splice(0).forEach(call); }
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

  function begin(job) {
    var ended = false;
    /* Some browsers never answer again once they lost the database. */
    var overdue = setTimeout(function () { end(false); }, OVERDUE);
    function end(ok) {
      if (ended) { return; }
      ended = true;
      clearTimeout(overdue);
      running -= 1;
      job.end(ok);
      tellQuiet();
    }
    try {
      var transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
      transaction.oncomplete = function () { end(true); };
      transaction.onabort = function () { end(false); };
      /* Otherwise one of a page that is put aside would stay open, and hold up all other tabs. */
      if (job.work(transaction.objectStore(STORE)) && transaction.commit) { transaction.commit(); }
    } catch (_) {
      end(false);
    }
  }

  /* What is to be done gives whether it has asked for everything. */
  function run(work, end) {
    var job = { work: work, end: end };
    if (absent) { return; }
    running += 1;
    if (database) { begin(job); } else { waiting.push(job); }
  }

  function tryLater() {
    if (waits || absent) { return; }
    waits = true;
    setTimeout(tryAgain, PAUSES[Math.min(failures, PAUSES.length - 1)]);
  }

  /* What is there now, not what was to be put then: it may have been removed since. */
  function tryAgain() {
    var keys = Object.keys(missed);
    var clears = missedClear;
    waits = false;
    run(function (store) {
      var kept = window.localStorage;
      keys.forEach(function (key) {
        var value = kept.getItem(key);
        if (value === null) { store.delete(key); } else { store.put({ value: value, at: Date.now() }, key); }
      });
      if (clears) {
        each(store, function (key, piece, cursor) { if (kept.getItem(key) === null) { cursor.delete(); } });
      }
      return !clears;
    }, function (ok) {
      if (!ok) { failures += 1; tryLater(); return; }
      failures = 0;
      keys.forEach(function (key) { delete missed[key]; });
      if (clears) { missedClear = false; }
    });
  }

  function change(key, work) {
    if (key.indexOf(PREFIX) !== 0) { return; }
    run(function (store) { work(store); return true; }, function (ok) {
      if (!ok) { missed[key] = true; tryLater(); }
    });
  }

  function giveUp() {
    absent = true;
    running -= waiting.splice(0).length;
    tellRecovered();
    tellQuiet();
  }

  function tellRecovered() {
    if (recovered) { return; }
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
  function recover(store, changes) {
    var kept = storage();
    if (!kept) { tellRecovered(); return; }
    each(store, function (key, piece, cursor) {
      try {
        if (isGone(kept, key)) {
          if (changes) { cursor.delete(); }
        } else if (kept.getItem(key) === null) {
          kept.setItem(key, piece.value);
          /* Only now on its way to the disk again. */
          if (changes) { cursor.update({ value: piece.value, at: Date.now() }); }
        } else if (changes && isOld(piece)) {
          cursor.delete();
        }
      } catch (_) { /* No room: it stays here until there is. */ }
    }, tellRecovered);
  }

  /* Where the ledger takes no changes, it may still be read to the end. */
  function recoverAll() {
    run(function (store) { recover(store, true); }, function () {
      if (!recovered) { run(function (store) { recover(store, false); }, tellRecovered); }
    });
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
    }, function () {});
  }

  function open() {
    /* Some browsers never answer in private mode. */
    setTimeout(function () { if (!database && !absent) { giveUp(); } }, OPENS);
    try {
      var opening = window.indexedDB.open('sopc', 1);
      opening.onupgradeneeded = function () { opening.result.createObjectStore(STORE); };
      opening.onerror = giveUp;
      opening.onblocked = giveUp;
      opening.onsuccess = function () {
        if (absent) { return; }
        database = opening.result;
        database.onclose = reopen;
        recoverAll();
        waiting.splice(0).forEach(begin);
      };
    } catch (_) {
      giveUp();
    }
  }

  /* The browser took the database away, such as when it cleared what pages keep. What comes later can be kept again. */
  function reopen() {
    database = null;
    setTimeout(open, PAUSES[1]);
  }

  window.sopLedger = {
    /* Puts a value in, beside local storage. */
    put: function (key, value) {
      askToKeep();
      change(key, function (store) { store.put({ value: value, at: Date.now() }, key); });
    },
    remove: function (key) { change(key, function (store) { store.delete(key); }); },
    clear: function () {
      missed = {};
      run(function (store) { store.clear(); return true; }, function (ok) {
        if (!ok) { missedClear = true; tryLater(); }
      });
    },
    /* Whether something is not on disk yet and may still come there. */
    busy: isBusy,
    /* Whether what was read back from local storage is all there is. */
    out: isOut,
    whenQuiet: function (tell) { if (isBusy()) { quiet.push(tell); } else { tell(); } },
    /* Tells once what was lost is back. */
    whenRecovered: function (tell) {
      onRecovered = tell;
      if (recovered) { tell(); }
    }
  };

  open();
  setInterval(clean, LOOK);
})();
