/* Enhancement only: every page works without this file. Loaded in <head> so that the
   chosen colour theme is set before the first paint. */
(function () {
  'use strict';
  var root = document.documentElement;
  root.className += ' js';

  var store = {
    get: function (key) { try { return localStorage.getItem(key); } catch (error) { return null; } },
    set: function (key, value) { try { localStorage.setItem(key, value); } catch (error) { /* private mode */ } }
  };
  var theme = store.get('theme');
  if (theme === 'dark' || theme === 'light') root.setAttribute('data-theme', theme);

  function one(selector, within) { return (within || document).querySelector(selector); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

  function isDark() {
    var chosen = root.getAttribute('data-theme');
    return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function themeButtons() {
    all('[data-theme-toggle]').forEach(function (button) {
      button.addEventListener('click', function () {
        var next = isDark() ? 'light' : 'dark';
        root.setAttribute('data-theme', next);
        store.set('theme', next);
      });
    });
  }

  /* The menu and the search of the head: a key or a click elsewhere closes them, and who opens the search can type. */
  function folds() {
    all('.menu, .find').forEach(fold);
  }

  function fold(box) {
    var field = one('input[type="search"]', box);
    if (field) box.addEventListener('toggle', function () { if (box.open) field.focus(); });
    document.addEventListener('keydown', function (event) {
      if (event.key === 'Escape' && box.open && !event.defaultPrevented) { box.open = false; one('summary', box).focus(); }
    });
    document.addEventListener('click', function (event) {
      if (box.open && !box.contains(event.target)) box.open = false;
    });
  }

  function copyButtons() {
    var toast = one('.toast');
    all('[data-copy]').forEach(function (button) {
      button.addEventListener('click', function () {
        if (!navigator.clipboard) return;
        navigator.clipboard.writeText(one(button.getAttribute('data-copy')).textContent.trim()).then(function () {
          toast.textContent = button.getAttribute('data-copied');
          setTimeout(function () { toast.textContent = ''; }, 4000);
        });
      });
    });
  }

  /* A directory form asks again at each change and swaps the results and the filters in
     place. The address always holds the whole state. On a narrow screen the filters stay
     open, and the button that closes them says how many results there are. */
  function directory() {
    var form = one('[data-directory]');
    var narrow = matchMedia('(max-width: 65.99rem)');
    var facetbox = one('.facetbox');
    function fold() { if (facetbox) facetbox.open = !narrow.matches; }
    fold();
    // Until now the style sheet kept a narrow page as it is with them folded, so that nothing jumps.
    if (facetbox) facetbox.classList.add('facetbox--ready');
    document.addEventListener('keydown', function (event) {
      if (event.key !== 'Escape' || !facetbox || !facetbox.open || !narrow.matches || !facetbox.contains(event.target)) return;
      facetbox.open = false;
      one('summary', facetbox).focus();
    });
    if (narrow.addEventListener) narrow.addEventListener('change', fold);
    else narrow.addListener(fold);
    if (!form || !window.fetch || !window.DOMParser) return;
    var turn = 0;
    var unreachable = one('[data-unreachable]', form);

    function address() {
      var parts = [];
      new FormData(form).forEach(function (value, name) {
        // What is ticked to be compared is no filter.
        if (value && name !== 'c') parts.push(encodeURIComponent(name) + '=' + encodeURIComponent(value));
      });
      return form.getAttribute('action') + (parts.length ? '?' + parts.join('&') : '');
    }

    function opened(selector, inner) {
      return all(selector).map(function (box) {
        var found = inner ? one(inner, box) : box;
        return Boolean(found && found.open);
      });
    }

    function show(html, focus) {
      var page = new DOMParser().parseFromString(html, 'text/html');
      var open = opened('.facet'), unfolded = opened('.facet', '.more-options');
      var active = document.activeElement;
      var again = active && active.name ? '[name="' + active.name + '"][value="' + (active.value || '').replace(/["\\]/g, '\\$&') + '"]' : '';
      ['#results', '#filters', '#map', '#problems', '.top .langs', '.menu .langs', '.facetbox > summary'].forEach(function (selector) {
        var fresh = one(selector, page), old = one(selector);
        if (fresh && old) old.parentNode.replaceChild(document.importNode(fresh, true), old);
      });
      if (active !== one('#q')) one('#q').value = one('#q', page).value;
      all('.facet').forEach(function (facet, place) {
        var more = one('.more-options', facet);
        facet.open = open[place];
        if (more && unfolded[place]) more.open = true;
      });
      document.title = page.title;
      if (focus) { one('#rescount').focus(); return; }
      if (again && one(again)) one(again).focus();
      // In a place that stays: screen readers do not announce what is swapped in.
      one('[data-announce]').textContent = one('#rescount').textContent;
    }

    function go(url, push, focus) {
      var mine = ++turn;
      root.classList.add('loading');
      fetch(url, { credentials: 'same-origin' })
        .then(function (answer) { if (!answer.ok) throw answer; return answer.text(); })
        .then(function (html) {
          if (mine !== turn) return;
          if (push) history.pushState({}, '', url);
          unreachable.hidden = true;
          show(html, focus);
          root.classList.remove('loading');
        }, function (reason) {
          if (reason instanceof Response) throw reason;
          if (mine === turn) sayUnreachable();
        })
        .catch(function () { location.href = url; });
    }

    /* Without a connection the browser's own page of errors would take the place of what was chosen. */
    function sayUnreachable() {
      root.classList.remove('loading');
      unreachable.hidden = false;
      unreachable.scrollIntoView({ block: 'nearest' });
    }

    form.addEventListener('change', function (event) {
      if (event.target.type === 'search' || event.target.name === 'c') return;
      go(address(), true, false);
    });
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      if (facetbox && narrow.matches) facetbox.open = false;
      go(address(), true, true);
    });
    form.addEventListener('click', function (event) {
      var link = event.target.closest ? event.target.closest('.chip, .chips__clear, .pager a, .nores a, .spans a') : null;
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(link.href, true, true);
    });
    window.addEventListener('popstate', function () { location.reload(); });
  }

  document.addEventListener('DOMContentLoaded', function () {
    themeButtons();
    folds();
    copyButtons();
    directory();
    var errors = one('.errsum');
    if (errors) errors.focus();
  });
}());
