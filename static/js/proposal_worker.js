/* Looks for a number such that SHA-256 of "salt.number" begins with so many zero bits. See submissions/sending/challenge.py.
   Written out, because browsers offer their own SHA-256 on encrypted pages only, and one promise for each try is slow. */
(function () {
  'use strict';

  function fraction(root) { return Math.floor((root - Math.floor(root)) * 4294967296) | 0; }

  var constants = [], start = [];
  for (var candidate = 2; constants.length < 64; candidate++) {
    var prime = true;
    for (var divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) { prime = false; break; }
    if (!prime) continue;
    if (start.length < 8) start.push(fraction(Math.sqrt(candidate)));
    constants.push(fraction(Math.cbrt(candidate)));
  }

  function turn(word, by) { return (word >>> by) | (word << (32 - by)); }

  /* The first 32 bits of the digest of an ASCII text of at most 55 characters: one block. */
  function firstWord(text) {
    var words = new Int32Array(64), i;
    for (i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
    words[text.length >> 2] |= 0x80 << (24 - (text.length % 4) * 8);
    words[15] = text.length * 8;
    for (i = 16; i < 64; i++) {
      var early = words[i - 15], late = words[i - 2];
      words[i] = words[i - 16] + words[i - 7] +
        (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
    }
    var s = start.slice();
    for (i = 0; i < 64; i++) {
      var one = (s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + constants[i] + words[i]) | 0;
      var two = ((turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]))) | 0;
      s = [(one + two) | 0, s[0], s[1], s[2], (s[3] + one) | 0, s[4], s[5], s[6]];
    }
    return (start[0] + s[0]) >>> 0;
  }

  self.onmessage = function (event) {
    var salt = event.data.salt, bits = event.data.bits;
    for (var number = 0; number < 1e9; number++) {
      if (firstWord(salt + '.' + number) >>> (32 - bits) === 0) { self.postMessage(number); return; }
    }
  };
}());
