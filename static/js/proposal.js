/* Enhancement only: the form works without it. It does the sum that the page asks for. */
(function () {
  'use strict';

  /* Also for forms that another script puts into a page. */
  window.proposalSum = function (form) {
    var field = form.querySelector('[data-salt]');
    if (!field || !window.Worker) return;
    var worker = new Worker(field.getAttribute('data-worker'));
    worker.onmessage = function (event) { field.value = event.data; worker.terminate(); };
    worker.postMessage({ salt: field.getAttribute('data-salt'), bits: Number(field.getAttribute('data-bits')) });
  };

  function start() {
    var form = document.querySelector('[data-proposal]');
    if (!form) return;
    window.proposalSum(form);
    var first = document.querySelector('.errsum, .doubts');
    if (first) first.focus();
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
}());
