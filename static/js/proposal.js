/* Enhancement only: the form works without it. It does the sum that the page asks for, and adds rows in place. */
(function () {
  'use strict';

  function work(field) {
    if (!field || !window.Worker) return;
    var worker = new Worker(field.getAttribute('data-worker'));
    worker.onmessage = function (event) { field.value = event.data; worker.terminate(); };
    worker.postMessage({ salt: field.getAttribute('data-salt'), bits: Number(field.getAttribute('data-bits')) });
  }

  function nextNumber(form, relation) {
    var number = 1;
    while (form.querySelector('input[name="row"][value="' + relation + '/new' + number + '"]')) number++;
    return number;
  }

  /* A copy of the empty row that the page carries, under a new number. */
  function addRow(form, button) {
    var relation = button.value, template = document.getElementById('empty-' + relation);
    if (!template || !template.content) return false;
    var name = 'new' + nextNumber(form, relation);
    var box = document.createElement('div');
    box.innerHTML = template.innerHTML.split(relation + '-new0').join(relation + '-' + name);
    var row = box.firstElementChild, place = document.createElement('input');
    place.type = 'hidden'; place.name = 'row'; place.value = relation + '/' + name;
    button.parentNode.parentNode.insertBefore(row, button.parentNode);
    row.appendChild(place);
    var first = row.querySelector('input, select, textarea');
    if (first) first.focus();
    return true;
  }

  function start() {
    var form = document.querySelector('[data-proposal]');
    if (!form) return;
    work(form.querySelector('[data-salt]'));
    form.addEventListener('click', function (event) {
      var button = event.target.closest ? event.target.closest('button[name="add"]') : null;
      if (button && addRow(form, button)) event.preventDefault();
    });
    var first = document.querySelector('.errsum, .doubts');
    if (first) first.focus();
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
}());
