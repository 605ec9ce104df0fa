/* Under "Please correct the errors below": every error of the page as a link to its field.
   A form with rows is several screens long, and a tab or a folded part may hide the field. */
document.addEventListener('DOMContentLoaded', function () {
  'use strict';
  var note = Array.from(document.querySelectorAll('form .errornote')).pop();
  var errors = document.querySelectorAll('form .errorlist li');
  if (!note || !errors.length) return;
  var list = document.createElement('ul');
  list.className = 'errors-in-all';
  errors.forEach(function (error) {
    var part = error.closest('.errorlist').parentElement;
    var field = part.querySelector('input:not([type=hidden]), select, textarea');
    list.append(item(error, part, field));
  });
  note.after(list);
  note.tabIndex = -1;
  note.focus();

  function item(error, part, field) {
    var entry = document.createElement('li');
    var text = [rowName(part), fieldName(error, part), error.textContent.trim()].filter(Boolean).join(' – ');
    if (!field || !field.id) {
      entry.textContent = text;
      return entry;
    }
    var link = document.createElement('a');
    link.href = '#' + field.id;
    link.textContent = text;
    link.addEventListener('click', function (event) {
      event.preventDefault();
      reveal(field);
    });
    entry.append(link);
    return entry;
  }
  function rowName(part) {
    var row = part.closest('.inline-related');
    var heading = row && row.querySelector('h3');
    return heading ? heading.textContent.replace(/\s+/g, ' ').trim() : '';
  }
  /* What is wrong with a row as a whole names no field. */
  function fieldName(error, part) {
    var label = part.querySelector('label');
    if (!label || error.closest('.nonfield')) return '';
    return label.textContent.trim().replace(/\s*[:：]$/, '');
  }
  function reveal(field) {
    var panel = field.closest('[role=tabpanel]');
    if (panel) document.getElementById(panel.getAttribute('aria-labelledby')).click();
    var part = field.closest('details');
    if (part) part.open = true;
    var box = field.nextElementSibling;
    var shown = box && box.classList.contains('select2') ? box.querySelector('.select2-selection') : field;
    shown.scrollIntoView({ block: 'center' });
    shown.focus();
  }
});
