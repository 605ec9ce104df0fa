/* The review without the mouse, and progress while choosing. The page works without this file. */
(function () {
  'use strict';
  var form = document.querySelector('form[data-review]');
  if (!form) return;

  function one(selector, within) { return (within || document).querySelector(selector); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

  var labels = JSON.parse(form.getAttribute('data-labels'));
  var cards = all('[data-part]', form);
  var place = -1;

  function value(card) {
    var chosen = one('input[type=radio]:checked', card);
    return chosen ? chosen.value : '';
  }

  function mark(card) {
    var chosen = value(card), conflict = card.hasAttribute('data-conflict');
    card.classList.toggle('is-yes', chosen === 'accept' || chosen === 'edit');
    card.classList.toggle('is-no', chosen === 'reject');
    card.classList.toggle('is-conflict', conflict && !chosen);
    var said = labels[chosen || (conflict ? 'conflict' : 'open')];
    one('[data-state]', card).textContent = said;
    one('[data-st="' + card.id + '"]').textContent = said;
    var edit = one('.editbox', card), why = one('.whybox', card);
    if (edit) edit.hidden = chosen !== 'edit';
    if (why) why.hidden = chosen !== 'reject';
    return chosen === 'reject' ? 'n' : chosen ? 'y' : conflict ? 'c' : '';
  }

  function paint() {
    var bar = one('.prog'), marks = cards.map(mark);
    if (!bar) return;
    bar.textContent = '';
    marks.forEach(function (name) {
      var step = document.createElement('i');
      step.className = name;
      bar.appendChild(step);
    });
    var accepted = marks.filter(function (name) { return name === 'y'; }).length;
    var refused = marks.filter(function (name) { return name === 'n'; }).length;
    one('[data-done]').textContent = labels.done.replace('%d', accepted + refused).replace('%t', cards.length);
    var button = one('[data-publish]');
    if (button) {
      var text = accepted === 0 ? labels.publish0 : accepted === 1 ? labels.publish1 : labels.publish;
      button.textContent = text.replace('%d', accepted);
    }
  }

  function canned() {
    all('[data-canned]').forEach(function (button) {
      button.addEventListener('click', function () {
        var note = one('#note');
        note.value += (note.value ? '\n' : '') + button.getAttribute('data-canned');
        note.focus();
      });
    });
  }

  function choose(card, wanted) {
    var input = one('input[type=radio][value="' + wanted + '"]', card);
    if (!input) return;
    input.checked = true;
    paint();
    var field = wanted === 'edit' ? one('.editbox input, .editbox select, .editbox textarea', card)
      : wanted === 'reject' ? one('.whybox input', card) : null;
    if (field) field.focus();
  }

  function go(step) {
    if (!cards.length) return;
    place = Math.max(0, Math.min(cards.length - 1, place + step));
    cards[place].focus();
    cards[place].scrollIntoView({ block: 'nearest' });
  }

  function keys() {
    var dialog = one('#keysdlg'), back = null;
    if (!dialog) return;
    function help() {
      if (!dialog.showModal) return;
      back = document.activeElement;
      dialog.showModal();
    }
    all('[data-keys-open]').forEach(function (button) { button.addEventListener('click', help); });
    dialog.addEventListener('close', function () { if (back) back.focus(); });
    cards.forEach(function (card, number) {
      card.addEventListener('focusin', function () { place = number; });
    });
    window.deskKeys(function (key) {
      var wanted = { a: 'accept', r: 'reject', e: 'edit' }[key];
      if (key === 'j') go(1);
      else if (key === 'k') go(-1);
      else if (key === 'n') one('#note').focus();
      else if (key === 'p') one('.answers button').focus();
      else if (key === '?') help();
      else if (wanted && place >= 0) choose(cards[place], wanted);
      else return false;
      return true;
    });
  }

  /* Whoever leaves gives it back at once; whoever closes the lid does so when the claim runs out. */
  function release() {
    var sent = false;
    form.addEventListener('submit', function () { sent = true; });
    window.addEventListener('pagehide', function () {
      if (sent || !navigator.sendBeacon) return;
      var data = new FormData();
      data.append('csrfmiddlewaretoken', one('input[name=csrfmiddlewaretoken]', form).value);
      data.append('quietly', '1');
      navigator.sendBeacon(form.getAttribute('data-release'), data);
    });
  }

  form.addEventListener('change', paint);
  canned();
  keys();
  if (one('[data-publish]') || one('#note')) { paint(); release(); }
}());
