/* Imports: says that a large file takes a moment and how far it is; shows currency and unit where a column holds money. */
(function () {
  'use strict';
  document.documentElement.classList.add('js');

  function wait(form) {
    var box = document.createElement('div');
    box.className = 'import__wait';
    box.setAttribute('role', 'status');
    form.after(box);
    window.setTimeout(function () { box.textContent = form.dataset.wait; }, 100);
    if (form.dataset.progress) window.setInterval(function () { show(box, form); }, 1000);
  }
  function show(box, form) {
    fetch(form.dataset.progress, { headers: { Accept: 'application/json' } })
      .then(function (response) { return response.ok ? response.json() : {}; })
      .then(function (progress) {
        if (progress.total) box.textContent = form.dataset.wait + ' ' + progress.done + ' / ' + progress.total;
      })
      .catch(function () { /* The next one may come through. */ });
  }
  function money(select) {
    var fields = document.getElementById('money_' + select.name);
    if (fields) fields.classList.toggle('import__money--other', fields.dataset.money.split(' ').indexOf(select.value) < 0);
  }

  document.querySelectorAll('form[data-wait]').forEach(function (form) {
    form.addEventListener('submit', function () { wait(form); });
  });
  document.querySelectorAll('.import__column select').forEach(function (select) {
    select.addEventListener('change', function () { money(select); });
  });
  // Back in the browser's history: nothing is being waited for.
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) document.querySelectorAll('.import__wait').forEach(function (box) { box.remove(); });
  });
})();
