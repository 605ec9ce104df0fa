/* Suggestions while typing: a combobox with a list, as ARIA 1.2 describes it. The field is an ordinary
   search field without this file, and Enter searches as long as no suggestion is chosen. */
(function () {
  'use strict';
  var PAUSE = 120;

  function element(name, text, lang) {
    var made = document.createElement(name);
    made.textContent = text;
    if (lang) made.lang = lang;
    return made;
  }

  function combobox(input) {
    var list = document.createElement('ul');
    var status = element('p', '');
    var turn = 0, timer = 0, chosen = -1, urls = [];

    list.className = 'sugg';
    list.id = input.id + '-suggestions';
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', input.getAttribute('data-suggest-label'));
    status.className = 'vh';
    status.setAttribute('role', 'status');
    input.parentNode.appendChild(list);
    input.parentNode.parentNode.appendChild(status);
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-expanded', 'false');
    input.setAttribute('aria-controls', list.id);

    function options() { return list.querySelectorAll('[role="option"]'); }

    function choose(place) {
      chosen = place;
      Array.prototype.forEach.call(options(), function (item, number) {
        item.setAttribute('aria-selected', String(number === chosen));
        if (number === chosen && item.scrollIntoView) item.scrollIntoView({ block: 'nearest' });
      });
      if (chosen < 0) input.removeAttribute('aria-activedescendant');
      else input.setAttribute('aria-activedescendant', options()[chosen].id);
    }

    // Who has begun to choose keeps the list they see: an answer that is still on its way does not replace it.
    function keep() {
      turn += 1;
      clearTimeout(timer);
    }

    function close() {
      keep();
      list.hidden = true;
      input.setAttribute('aria-expanded', 'false');
      choose(-1);
    }

    function add(into, name, lang, notes, url) {
      var item = document.createElement('li');
      item.id = list.id + '-' + urls.length;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', 'false');
      item.appendChild(element('bdi', name, lang));
      notes.forEach(function (note) {
        if (note[0]) item.appendChild(element('span', note[0], note[1]));
      });
      urls.push(url);
      into.appendChild(item);
    }

    function addAll(into, found) {
      found.forEach(function (one) {
        add(into, one.name, one.lang, [[one.second, one.second_lang], [one.matched || one.label, '']], one.url);
      });
    }

    // A list within the list, with its name above it.
    function addGroup(group) {
      var item = document.createElement('li'), title = element('p', group.label), within = document.createElement('ul');
      item.setAttribute('role', 'presentation');
      title.id = list.id + '-' + group.key;
      title.setAttribute('role', 'presentation');
      within.setAttribute('role', 'group');
      within.setAttribute('aria-labelledby', title.id);
      addAll(within, group.items);
      item.appendChild(title);
      item.appendChild(within);
      list.appendChild(item);
    }

    function show(found) {
      urls = [];
      list.textContent = '';
      if (found.groups) found.groups.forEach(addGroup);
      else addAll(list, found.companies.concat(found.sectors));
      choose(-1);
      list.hidden = !urls.length;
      input.setAttribute('aria-expanded', String(urls.length > 0));
      status.textContent = found.status;
    }

    function ask() {
      var text = input.value.trim(), mine = ++turn;
      if (!text) { close(); status.textContent = ''; return; }
      fetch(input.getAttribute('data-suggest') + '?q=' + encodeURIComponent(text), { credentials: 'same-origin' })
        .then(function (answer) { if (!answer.ok) throw answer; return answer.json(); })
        .then(function (found) { if (mine === turn && document.activeElement === input) show(found); })
        .catch(function () { if (mine === turn) close(); });
    }

    input.addEventListener('input', function (event) {
      if (event.isComposing) return;
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener('compositionend', function () {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener('keydown', function (event) {
      if (event.isComposing || event.keyCode === 229) return;
      var open = !list.hidden, last = urls.length - 1;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        if (!open) { ask(); return; }
        keep();
        if (event.key === 'ArrowDown') choose(chosen < last ? chosen + 1 : -1);
        else choose(chosen < 0 ? last : chosen - 1);
      } else if (event.key === 'Escape' && open) {
        event.preventDefault();
        close();
      } else if (event.key === 'Enter' && open && chosen >= 0) {
        event.preventDefault();
        location.href = urls[chosen];
      } else if (event.key === 'Enter' || event.key === 'Tab') {
        close();
      }
    });
    list.addEventListener('mousedown', function (event) { event.preventDefault(); });
    list.addEventListener('click', function (event) {
      var item = event.target.closest('[role="option"]');
      if (item) location.href = urls[Array.prototype.indexOf.call(options(), item)];
    });
    input.addEventListener('blur', close);
  }

  if (!window.fetch) return;
  Array.prototype.forEach.call(document.querySelectorAll('[data-suggest]'), combobox);
}());
