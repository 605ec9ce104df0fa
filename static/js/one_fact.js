/* A proposal of one fact: its form opens beside the fact, keeps what was typed, and says when it could not be sent.
   Without this file the links lead to a page with the same form. */
(function () {
  'use strict';
  var PATIENCE = 20000;
  var words = document.currentScript ? document.currentScript.dataset : {};
  var boxes = {}, opened = null;

  function one(selector, root) { return (root || document).querySelector(selector); }
  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  // --- what was typed, until it is sent or the window is closed -----------------------------

  function draftKey(form) { return 'one-fact:' + form.getAttribute('action').split('#')[0]; }

  function isTyped(field) {
    if (!field.name || field.type === 'hidden' || field.type === 'file') return false;
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
    if (field.tagName === 'SELECT') {
      return all('option', field).some(function (option) { return option.selected !== option.defaultSelected; });
    }
    return field.value !== field.defaultValue;
  }

  function stored(form) {
    try { return JSON.parse(sessionStorage.getItem(draftKey(form)) || '{}'); } catch (error) { return {}; }
  }

  function keep(form) {
    // A form that came back with errors holds what was typed before.
    var typed = form.hasAttribute('data-fresh') ? {} : stored(form);
    all('input, select, textarea', form).forEach(function (field) {
      if (field.type === 'checkbox' || field.type === 'radio') {
        if (isTyped(field)) typed[field.name + '=' + field.value] = field.checked;
      } else if (isTyped(field)) typed[field.name] = field.value;
    });
    try { sessionStorage.setItem(draftKey(form), JSON.stringify(typed)); } catch (error) { /* private mode */ }
  }

  function recall(form) {
    var typed = stored(form);
    all('input, select, textarea', form).forEach(function (field) {
      if (field.type === 'hidden' || field.type === 'file') return;
      if (field.type === 'checkbox' || field.type === 'radio') {
        if (field.name + '=' + field.value in typed) field.checked = typed[field.name + '=' + field.value];
      } else if (field.name in typed) field.value = typed[field.name];
    });
  }

  function forget(form) { try { sessionStorage.removeItem(draftKey(form)); } catch (error) { /* private mode */ } }

  // --- asking the server -------------------------------------------------------------------

  function ask(address, options) {
    var stop = window.AbortController ? new AbortController() : null;
    var timer = stop ? setTimeout(function () { stop.abort(); }, PATIENCE) : 0;
    options.credentials = 'same-origin';
    options.headers = { 'X-Fragment': 'one-fact' };
    if (stop) options.signal = stop.signal;
    return fetch(address, options).then(function (answer) {
      clearTimeout(timer);
      if (!answer.ok) throw answer;
      return answer.text();
    }, function (error) { clearTimeout(timer); throw error; });
  }

  function say(box, text) {
    var note = one('[data-trouble]', box);
    if (!note) {
      note = document.createElement('p');
      note.className = 'note note--bad';
      note.setAttribute('data-trouble', '');
      note.setAttribute('role', 'alert');
      box.insertBefore(note, box.firstChild);
    }
    note.textContent = text;
  }

  // --- the form in the page ----------------------------------------------------------------

  function placeFor(link) {
    var row = link.closest('tr');
    if (!row) {
      var box = document.createElement('div');
      var block = link.closest('p, li, .btnrow, .vs__row') || link.parentNode;
      if (block.tagName === 'LI') block.appendChild(box);
      else block.parentNode.insertBefore(box, block.nextSibling);
      box.className = 'askbox';
      return { outer: box, inner: box };
    }
    var line = document.createElement('tr'), cell = document.createElement('td'), inner = document.createElement('div');
    line.className = 'askrow';
    cell.colSpan = 9;
    inner.className = 'askbox';
    cell.appendChild(inner);
    line.appendChild(cell);
    row.parentNode.insertBefore(line, row.nextSibling);
    return { outer: line, inner: inner };
  }

  function show(box, html) {
    box.inner.removeAttribute('aria-busy');
    box.inner.innerHTML = html;
    var form = one('form', box.inner);
    if (!form) {
      one('h3', box.inner).focus();
      return;
    }
    if (form.hasAttribute('data-fresh')) recall(form);
    if (window.proposalSum) window.proposalSum(form);
    var first = one('.errsum, .doubts', box.inner) || one('input:not([type=hidden]):not([tabindex]), textarea, select', form);
    if (box.inner.scrollIntoView) box.inner.scrollIntoView({ block: 'nearest' });
    if (first) first.focus();
  }

  function close(focus) {
    if (!opened) return;
    opened.link.setAttribute('aria-expanded', 'false');
    if (opened.outer.parentNode) opened.outer.parentNode.removeChild(opened.outer);
    if (focus) opened.link.focus();
    opened = null;
  }

  function reopen(box) {
    box.link.setAttribute('aria-expanded', 'true');
    box.parent.insertBefore(box.outer, box.before);
    var field = one('input:not([type=hidden]):not([tabindex]), textarea, select, h3', box.inner);
    if (field) field.focus();
    opened = box;
  }

  function open(link) {
    var kept = boxes[link.href];
    if (opened && opened.link === link) { close(true); return; }
    close(false);
    if (kept && kept.isThere) { reopen(kept); return; }
    var box = placeFor(link);
    box.link = link;
    box.parent = box.outer.parentNode;
    box.before = box.outer.nextSibling;
    boxes[link.href] = opened = box;
    link.setAttribute('aria-expanded', 'true');
    box.inner.setAttribute('role', 'region');
    box.inner.setAttribute('aria-label', link.textContent.trim());
    box.inner.setAttribute('aria-busy', 'true');
    box.inner.textContent = words.loading;
    ask(link.href, {}).then(function (html) { box.isThere = true; show(box, html); }, function () {
      box.inner.removeAttribute('aria-busy');
      say(box.inner, words.unread);
    });
  }

  function send(box, form) {
    var button = one('[type=submit]', form);
    if (button.disabled) return;
    var data = new FormData(form);
    button.disabled = true;
    form.setAttribute('aria-busy', 'true');
    ask(form.getAttribute('action').split('#')[0], { method: 'POST', body: data }).then(function (html) {
      show(box, html);
      if (!one('[data-sent]', box.inner)) return;
      forget(form);
      box.isThere = false;
    }, function () {
      button.disabled = false;
      form.removeAttribute('aria-busy');
      say(box.inner, words.unsent);
    });
  }

  /* With the sum that the page asks for, which takes a moment; a form without it has to wait longer. */
  function sendSoon(box, form) {
    var sum = one('[name=solution]', form), tries = 0;
    (function look() {
      if (!sum || sum.value || ++tries > 40) send(box, form);
      else setTimeout(look, 100);
    }());
  }

  document.addEventListener('click', function (event) {
    var link = event.target.closest ? event.target.closest('a.ask, [data-close]') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    if (link.hasAttribute('data-close')) {
      if (!opened || !opened.outer.contains(link)) return;
      event.preventDefault();
      close(true);
    } else if (window.fetch && window.FormData && words.loading) {
      event.preventDefault();
      open(link);
    }
  });

  document.addEventListener('submit', function (event) {
    if (!opened || !opened.outer.contains(event.target)) return;
    event.preventDefault();
    sendSoon(opened, event.target);
  });

  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && opened && opened.outer.contains(event.target)) close(true);
  });

  document.addEventListener('input', function (event) {
    var form = event.target.form;
    if (form && form.hasAttribute('data-one-fact')) keep(form);
  });

  document.addEventListener('DOMContentLoaded', function () {
    var form = one('form[data-one-fact]');
    if (!form) return;
    if (form.hasAttribute('data-fresh')) recall(form);
    form.addEventListener('submit', function () { forget(form); });
  });
}());
