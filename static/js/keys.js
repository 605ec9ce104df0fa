/* Single-key shortcuts of the moderators' desk, and the switch that turns them off on all of its pages. */
(function () {
  'use strict';
  var KEPT = 'review-keys';

  function kept() { try { return localStorage.getItem(KEPT); } catch (error) { return null; } }
  function keep(value) { try { localStorage.setItem(KEPT, value); } catch (error) { /* private mode */ } }

  function isTyping(target) {
    if (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)) return true;
    return target.tagName === 'INPUT' && target.type !== 'radio' && target.type !== 'checkbox';
  }

  /* `act` is told each key that is a command, and answers whether it was one of its own. */
  window.deskKeys = function (act) {
    var box = document.querySelector('#keysw');
    if (!box) return;
    box.checked = kept() !== 'off';
    box.addEventListener('change', function () { keep(box.checked ? 'on' : 'off'); });
    document.addEventListener('keydown', function (event) {
      if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]')) return;
      if (act(event.key)) event.preventDefault();
    });
  };
}());
