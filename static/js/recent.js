/* Recent searches: kept in this browser alone, shown under the box, and cleared by a button. */
(function () {
  'use strict';
  var KEY = 'recent-searches', MOST = 8;
  var box = document.querySelector('[data-recent]');

  function read() {
    try {
      var kept = JSON.parse(window.localStorage.getItem(KEY) || '[]');
      return Array.isArray(kept) ? kept.filter(function (one) { return typeof one === 'string'; }).slice(0, MOST) : [];
    } catch (error) { return []; }
  }

  function write(searches) {
    try { window.localStorage.setItem(KEY, JSON.stringify(searches)); } catch (error) { /* nothing is kept then */ }
  }

  function show(searches) {
    box.textContent = '';
    box.hidden = !searches.length;
    if (!searches.length) return;
    var title = document.createElement('h2'), list = document.createElement('ul'), clear = document.createElement('button');
    title.className = 'small muted';
    title.textContent = box.getAttribute('data-recent-label');
    list.className = 'chips';
    searches.forEach(function (search) {
      var item = document.createElement('li'), link = document.createElement('a');
      link.className = 'chip';
      link.href = '?q=' + encodeURIComponent(search);
      link.textContent = search;
      item.appendChild(link);
      list.appendChild(item);
    });
    clear.type = 'button';
    clear.className = 'chips__clear';
    clear.textContent = box.getAttribute('data-recent-clear');
    clear.addEventListener('click', function () {
      try { window.localStorage.removeItem(KEY); } catch (error) { /* nothing was kept */ }
      show([]);
      document.getElementById('q').focus();
    });
    list.appendChild(document.createElement('li')).appendChild(clear);
    box.appendChild(title);
    box.appendChild(list);
  }

  if (!box) return;
  var now = box.getAttribute('data-recent');
  var before = read().filter(function (search) { return search !== now; });
  if (now) write([now].concat(before).slice(0, MOST));
  show(before);
}());
