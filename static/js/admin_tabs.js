/* Fieldsets of the class "tab" become tabs. Without this file they simply follow each other.
   A tab or a folded part that holds an error is the one on show, and each folded part
   says how many rows it holds. */
document.addEventListener('DOMContentLoaded', function () {
  'use strict';
  document.querySelectorAll('details').forEach(function (part) {
    if (part.querySelector('.errorlist')) part.open = true;
  });
  document.querySelectorAll('.inline-group').forEach(function (group) {
    var rows = group.querySelectorAll('.has_original').length;
    if (rows) group.querySelector('.inline-heading').append(' (' + rows + ')');
  });
  var fieldsets = Array.from(document.querySelectorAll('fieldset.tab'));
  if (fieldsets.length < 2) return;
  var list = document.createElement('div');
  list.className = 'tabs';
  list.setAttribute('role', 'tablist');
  fieldsets[0].before(list);
  var panels = fieldsets.map(panelAround);
  var tabs = fieldsets.map(tabFor);
  var broken = panels.findIndex(function (panel) { return panel.querySelector('.errorlist'); });
  show(Math.max(broken, 0));

  /* A fieldset may not be a tabpanel itself. */
  function panelAround(fieldset, place) {
    var panel = document.createElement('div');
    panel.id = 'panel-' + place;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', 'tab-' + place);
    fieldset.before(panel);
    panel.append(fieldset);
    return panel;
  }
  function tabFor(fieldset, place) {
    var tab = document.createElement('button');
    var broken = fieldset.querySelector('.errorlist');
    tab.type = 'button';
    tab.id = 'tab-' + place;
    tab.textContent = fieldset.querySelector('h2').textContent.trim() + (broken ? ' !' : '');
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', 'panel-' + place);
    tab.addEventListener('click', function () { show(place); });
    tab.addEventListener('keydown', function (event) { move(event, place); });
    list.append(tab);
    return tab;
  }
  function move(event, place) {
    var last = tabs.length - 1;
    var next = {
      ArrowRight: place === last ? 0 : place + 1,
      ArrowLeft: place === 0 ? last : place - 1,
      Home: 0,
      End: last
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    show(next);
    tabs[next].focus();
  }
  function show(chosen) {
    panels.forEach(function (panel, place) {
      panel.hidden = place !== chosen;
      tabs[place].setAttribute('aria-selected', String(place === chosen));
      tabs[place].tabIndex = place === chosen ? 0 : -1;
    });
  }
});
