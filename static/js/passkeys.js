/* allauth tells only the console when a key was not used; people should hear of it, too. */
(function () {
  'use strict';
  document.addEventListener('allauth.error', function () {
    var place = document.querySelector('[data-passkey-error]');
    if (place) place.textContent = place.getAttribute('data-passkey-error');
  });
}());
