/* Says every 30 seconds that the form is still open, and shows who else has it open.
   Without this file the note stays as it was when the page came. */
document.addEventListener('DOMContentLoaded', function () {
  'use strict';
  var EVERY = 30 * 1000;
  var note = document.querySelector('[data-open-url]');
  if (!note || !window.fetch || !window.FormData) return;
  var url = note.getAttribute('data-open-url');
  var form = note.closest('form');
  var names = Array.from(note.querySelectorAll('.open-note__name'), function (part) { return part.textContent; });
  var shown = state(names, form.elements.seen_version.value);
  var timer;

  function state(names, version) { return JSON.stringify([names, String(version)]); }
  function message() {
    var data = new FormData();
    ['csrfmiddlewaretoken', 'seen_version'].forEach(function (name) {
      data.append(name, form.elements[name].value);
    });
    return data;
  }
  function say() {
    if (document.visibilityState !== 'visible') return;
    fetch(url, { method: 'POST', body: message(), credentials: 'same-origin' })
      .then(function (answer) {
        return answer.ok && !answer.redirected ? answer.json() : null;
      })
      .then(function (answer) { if (answer) show(answer); })
      .catch(function () { /* The note is a courtesy: without a connection it stays as it is. */ });
  }
  /* Only what is new is put into the note, so that it is read out once. The minutes just go on. */
  function show(answer) {
    var now = state(answer.open.map(function (person) { return person.name; }), answer.version);
    if (now === shown) {
      note.querySelectorAll('.open-note__since').forEach(function (time, place) {
        time.textContent = answer.open[place].since;
      });
    } else {
      shown = now;
      note.innerHTML = answer.html;
    }
  }
  function leave() {
    var data = message();
    data.append('left', '1');
    clearInterval(timer);
    if (navigator.sendBeacon) navigator.sendBeacon(url, data);
  }
  function start() {
    clearInterval(timer);
    timer = setInterval(say, EVERY);
    say();
  }

  window.addEventListener('pagehide', leave);
  window.addEventListener('pageshow', function (event) { if (event.persisted) start(); });
  document.addEventListener('visibilitychange', say);
  start();
});
