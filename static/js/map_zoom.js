/* Lets a map be looked at closely: by buttons, by keys when it has the focus, by two fingers, and moved by dragging.
   Without this file the map is whole and its buttons are not there. Places keep their size, so that near ones come apart. */
(function () {
  'use strict';
  var MOST = 8, STEP = 2, MOVE = 0.25;
  var ARROWS = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };
  var KEYS = { '+': 'in', '=': 'in', '-': 'out', '0': 'whole' };
  var WAYS = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };
  var OF_SIZE = '.m-pt, .m-city, .m-home, text';

  function all(selector, within) { return Array.prototype.slice.call(within.querySelectorAll(selector)); }

  /* Where a place or a label stands, in px of the map: a label stands with its place. */
  function spot(element) {
    function side(name) { return parseFloat(element.getAttribute(name)) || 0; }
    if (element.hasAttribute('data-at')) return element.getAttribute('data-at').split(' ').map(parseFloat);
    if (element.tagName === 'circle') return [side('cx'), side('cy')];
    return [side('x') + side('width') / 2, side('y') + side('height') / 2];
  }

  function Zoom(box) {
    var svg = box.querySelector('svg.map'), whole = svg.getAttribute('viewBox').split(' ').map(parseFloat);
    var level = 1, left = 0, top = 0, fingers = {}, pinch = null;
    var places = all(OF_SIZE, svg).map(function (element) { return [element, spot(element)]; });
    var told = box.querySelector('[data-map-level]');

    function within(value, size) { return Math.max(0, Math.min(value, size - size / level)); }

    function may(action) {
      if (action === 'in') return level < MOST;
      if (action === 'out' || action === 'whole') return level > 1;
      var size = WAYS[action][0] ? whole[2] : whole[3], at = WAYS[action][0] ? left : top;
      return WAYS[action][0] + WAYS[action][1] < 0 ? at > 0 : at < size - size / level - 0.01;
    }

    function show() {
      left = within(left, whole[2]);
      top = within(top, whole[3]);
      svg.setAttribute('viewBox', [left, top, whole[2] / level, whole[3] / level].join(' '));
      places.forEach(function (one) {
        var rest = 1 - 1 / level;
        if (level === 1) one[0].removeAttribute('transform');
        else one[0].setAttribute('transform', 'translate(' + one[1][0] * rest + ' ' + one[1][1] * rest + ') scale(' + 1 / level + ')');
      });
      box.classList.toggle('mapbox--zoomed', level > 1);
      all('[data-map-do]', box).forEach(function (button) {
        button.setAttribute('aria-disabled', String(!may(button.getAttribute('data-map-do'))));
      });
    }

    /* The level changes and this spot of the map, in parts of what is shown, stays where it is. */
    function zoom(wanted, across, down) {
      var next = Math.max(1, Math.min(MOST, wanted));
      left += whole[2] * across * (1 / level - 1 / next);
      top += whole[3] * down * (1 / level - 1 / next);
      level = next;
      show();
    }

    function tell() {
      told.textContent = new Intl.NumberFormat(document.documentElement.lang, { style: 'percent' }).format(level);
    }

    function act(action) {
      if (!may(action)) return;
      if (action === 'whole') zoom(1, 0.5, 0.5);
      else if (WAYS[action]) {
        left += WAYS[action][0] * MOVE * whole[2] / level;
        top += WAYS[action][1] * MOVE * whole[3] / level;
        show();
        return;
      } else zoom(action === 'in' ? level * STEP : level / STEP, 0.5, 0.5);
      tell();
    }

    function part(x, y) {
      var edge = svg.getBoundingClientRect();
      return [(x - edge.left) / edge.width, (y - edge.top) / edge.height];
    }

    function held() { return Object.keys(fingers).map(function (id) { return fingers[id]; }); }

    function between(two) {
      var a = two[0], b = two[1];
      return { far: Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1])), middle: part((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) };
    }

    svg.addEventListener('pointerdown', function (event) {
      if (event.pointerType === 'mouse' && (event.button || level === 1)) return;
      fingers[event.pointerId] = [event.clientX, event.clientY];
      pinch = held().length === 2 ? { level: level, far: between(held()).far } : null;
      if (level > 1) svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener('pointermove', function (event) {
      var before = fingers[event.pointerId], now = [event.clientX, event.clientY];
      if (!before) return;
      fingers[event.pointerId] = now;
      if (pinch && held().length === 2) {
        var spread = between(held());
        zoom(pinch.level * spread.far / pinch.far, spread.middle[0], spread.middle[1]);
      } else if (held().length === 1 && level > 1) {
        var from = part(before[0], before[1]), to = part(now[0], now[1]);
        left += (from[0] - to[0]) * whole[2] / level;
        top += (from[1] - to[1]) * whole[3] / level;
        show();
      }
    });
    function lift(event) {
      delete fingers[event.pointerId];
      if (pinch) tell();
      pinch = null;
    }
    svg.addEventListener('pointerup', lift);
    svg.addEventListener('pointercancel', lift);

    box.addEventListener('click', function (event) {
      var button = event.target.closest('[data-map-do]');
      if (button) act(button.getAttribute('data-map-do'));
    });
    box.addEventListener('keydown', function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      var action = KEYS[event.key] || (level > 1 && ARROWS[event.key]);
      if (!action) return;
      event.preventDefault();
      act(action);
    });
    show();
  }

  function prepare() {
    all('[data-map]:not(.mapbox--ready)', document).forEach(function (box) {
      box.classList.add('mapbox--ready');
      box.tabIndex = 0;
      box.setAttribute('role', 'group');
      box.setAttribute('aria-label', box.getAttribute('data-map'));
      Zoom(box);
    });
  }

  document.addEventListener('DOMContentLoaded', function () {
    prepare();
    // A list swaps its map in place.
    new MutationObserver(prepare).observe(document.getElementById('main'), { childList: true, subtree: true });
  });
}());
