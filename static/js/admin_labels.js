/* Names for screen readers where the admin's autocomplete fields have none. */
(function () {
  'use strict';
  var $ = window.django && window.django.jQuery;
  if (!$) return;

  function label(select) {
    var text = document.querySelector('label[for="' + select.id + '"]');
    var box = select.nextElementSibling;
    if (!text || !box || !box.classList.contains('select2')) return;
    text.id = select.id + '_label';
    name(box.querySelector('.select2-search__field'), text);
    var shown = box.querySelector('.select2-selection--single .select2-selection__rendered');
    if (!shown) return;
    shown.removeAttribute('role');
    shown.removeAttribute('aria-readonly');
    box.querySelector('.select2-selection').setAttribute('aria-labelledby', text.id + ' ' + shown.id);
  }
  function name(part, text) {
    if (part && text) part.setAttribute('aria-label', text.textContent.trim());
  }
  function labelAll(within) {
    within.querySelectorAll('select.admin-autocomplete').forEach(label);
  }
  function opened(event) {
    var text = document.getElementById(event.target.id + '_label');
    var results = document.querySelector('.select2-container--open .select2-results__options');
    name(results, text);
    name(document.querySelector('.select2-container--open .select2-search__field'), text);
    var box = event.target.nextElementSibling.querySelector('[role=combobox]');
    if (box && results) box.setAttribute('aria-controls', results.id);
  }

  /* After the fields are there: they are made in the order of these calls. */
  $(function () {
    labelAll(document);
    document.addEventListener('formset:added', function (event) { labelAll(event.target); });
    $(document).on('select2:open', opened);
  });
})();
