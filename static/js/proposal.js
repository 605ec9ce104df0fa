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

  /* The picture that was chosen, before it is sent. */
  function preview(input) {
    var place = input.parentNode.querySelector('[data-preview]'), file = input.files && input.files[0];
    if (!place) return;
    place.textContent = '';
    place.hidden = true;
    if (!file || !/^image\/(png|jpeg|webp|gif)$/.test(file.type) || !window.FileReader) return;
    var reader = new FileReader(), image = document.createElement('img');
    reader.onload = function () {
      image.alt = place.getAttribute('data-alt') + ': ' + file.name;
      image.src = reader.result;
      place.appendChild(image);
      place.hidden = false;
    };
    reader.readAsDataURL(file);
  }

  document.addEventListener('change', function (event) {
    if (event.target.type === 'file') preview(event.target);
  });

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
