/* Enhancement only: what a visitor ticks to compare is kept in the browser and shown on every page of a list.
   Without this file lists send what is ticked, and profiles lead to the comparison. */
(function () {
  'use strict';
  var SLUG = /^[-\w]{1,120}$/;

  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

  function read(name) {
    try {
      var kept = JSON.parse(localStorage.getItem('compare-' + name)) || [];
      return kept.filter(function (pair) { return SLUG.test(pair[0]) && typeof pair[1] === 'string'; });
    } catch (error) { return []; }
  }

  function write(name, pairs) {
    try { localStorage.setItem('compare-' + name, JSON.stringify(pairs)); } catch (error) { /* private mode */ }
  }

  function address(base, pairs) {
    return base + (pairs.length ? '?' + pairs.map(function (pair) { return 'c=' + encodeURIComponent(pair[0]); }).join('&') : '');
  }

  function tray(box) {
    var name = box.getAttribute('data-tray'), most = Number(box.getAttribute('data-most'));
    var list = box.querySelector('ul'), go = box.querySelector('[data-tray-go]'), full = box.querySelector('[data-full]');
    var base = go.getAttribute('href').split('?')[0], pattern = box.querySelector('template');

    function has(pairs, slug) { return pairs.some(function (pair) { return pair[0] === slug; }); }

    function show() {
      var pairs = read(name).slice(0, most);
      list.textContent = '';
      pairs.forEach(function (pair) {
        var item = document.importNode(pattern.content, true), button = item.querySelector('button');
        item.querySelector('bdi').textContent = pair[1];
        button.addEventListener('click', function () { change(pair[0], '', false); go.focus(); });
        list.appendChild(item);
      });
      go.href = address(base, pairs);
      box.hidden = !pairs.length;
      all('input[data-pick]').forEach(function (tick) { tick.checked = has(pairs, tick.value); });
      all('[data-pick-link]').forEach(function (link) {
        var slug = link.getAttribute('data-pick-link');
        var more = pairs.filter(function (pair) { return pair[0] !== slug; }).slice(0, most - 1);
        if (more.length) link.href = address(base, [[slug]].concat(more));
      });
    }

    function change(slug, label, isIn) {
      var pairs = read(name).filter(function (pair) { return pair[0] !== slug; });
      var isFull = isIn && pairs.length >= most;
      if (isIn && !isFull) pairs.push([slug, label]);
      write(name, pairs);
      show();
      full.textContent = isFull ? full.getAttribute('data-full') : '';
    }

    document.addEventListener('change', function (event) {
      if (event.target.hasAttribute('data-pick')) change(event.target.value, event.target.getAttribute('data-pick'), event.target.checked);
    });
    box.querySelector('[data-tray-clear]').addEventListener('click', function () { write(name, []); show(); });
    window.addEventListener('storage', show);
    window.addEventListener('pageshow', show);
    // A list swaps its results in place.
    var results = document.getElementById('dirform');
    if (results && window.MutationObserver) {
      new MutationObserver(function (changes) {
        if (changes.some(function (one) { return one.target === results || one.addedNodes.length; })) show();
      }).observe(results, { childList: true, subtree: true });
    }
    show();
  }

  document.addEventListener('DOMContentLoaded', function () {
    all('[data-chosen]').forEach(function (list) {
      var pairs = all('[data-slug]', list).map(function (item) { return [item.getAttribute('data-slug'), item.getAttribute('data-name')]; });
      if (pairs.length) write(list.getAttribute('data-chosen'), pairs);
    });
    all('[data-tray]').forEach(tray);
  });
}());
