/* Only in development builds: reloads the page when the build has changed. */
(function () {
  'use strict';
  var first = null;
  function look() {
    fetch('dev-build.txt', { cache: 'no-store' }).then(function (answer) {
      return answer.ok ? answer.text() : first;
    }).then(function (mark) {
      if (first !== null && mark !== first) { location.reload(); return; }
      first = mark;
      setTimeout(look, 700);
    }, function () { setTimeout(look, 2000); });
  }
  look();
})();
