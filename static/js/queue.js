/* The queue without the mouse: j and k move from proposal to proposal, Enter opens one. */
(function () {
  'use strict';
  var links = Array.prototype.slice.call(document.querySelectorAll('.queue h3 a'));

  function go(step) {
    var here = links.indexOf(document.activeElement);
    var next = links[Math.max(0, Math.min(links.length - 1, here + step))];
    if (next) next.focus();
  }

  window.deskKeys(function (key) {
    if (key === 'j') go(1);
    else if (key === 'k') go(-1);
    else return false;
    return true;
  });
}());
