/* Fieldsets of the class "tab" become tabs. Without this file they simply follow each other. */
document.addEventListener('DOMContentLoaded', function () {
  'use strict';
  var panels = Array.prototype.slice.call(document.querySelectorAll('fieldset.tab'));
  if (panels.length < 2) return;
  var list = document.createElement('div');
  list.className = 'tabs';
  list.setAttribute('role', 'tablist');
  var tabs = panels.map(function (panel, place) {
    var heading = panel.querySelector('h2, legend');
    var tab = document.createElement('button');
    tab.type = 'button';
    tab.id = 'tab-' + place;
    tab.textContent = heading ? heading.textContent.trim() : String(place + 1);
    tab.setAttribute('role', 'tab');
    panel.id = panel.id || 'panel-' + place;
    tab.setAttribute('aria-controls', panel.id);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    if (panel.querySelector('.errorlist')) tab.textContent += ' !';
    tab.addEventListener('click', function () { show(place); });
    tab.addEventListener('keydown', function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      var next = (place + step + tabs.length) % tabs.length;
      show(next);
      tabs[next].focus();
    });
    list.appendChild(tab);
    return tab;
  });
  function show(chosen) {
    panels.forEach(function (panel, place) {
      panel.hidden = place !== chosen;
      tabs[place].setAttribute('aria-selected', String(place === chosen));
      tabs[place].tabIndex = place === chosen ? 0 : -1;
    });
  }
  panels[0].parentNode.insertBefore(list, panels[0]);
  var broken = panels.findIndex(function (panel) { return panel.querySelector('.errorlist'); });
  show(broken < 0 ? 0 : broken);
});
