'use strict';
// The waiting page: a small sum that a phone does in a moment and a flood cannot do ten thousand times, so that the line stays
// free for people. In slices of some milliseconds: the exit, scrolling and reading go on. Without script the page reloads itself.
{
const form = document.querySelector('#wacht'), words = document.querySelector('#stand');
const { som, bits, wacht, stap1, stap2, stap3 } = form.dataset;
const began = performance.now();
const K = new Int32Array(64), H = new Int32Array(8), W = new Int32Array(64);
// FIPS 180-4: the first 32 bits of the fractions of the square roots of the first 8 primes, and of the cube roots of the first 64.
for (let n = 2, found = 0; found < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
  if (!prime) continue;
  if (found < 8) H[found] = (n ** (1 / 2) % 1) * 2 ** 32 | 0;
  K[found++] = (n ** (1 / 3) % 1) * 2 ** 32 | 0;
}

// The first word of SHA-256 of a text of one block (55 bytes at most), which W holds, padded.
function first() {
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    W[i] = W[i - 16] + W[i - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3)
      + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
  }
  let a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
  for (let i = 0; i < 64; i++) {
    const s = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[i] + W[i] | 0;
    const t = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
    h = g; g = f; f = e; e = d + s | 0; d = c; c = b; b = a; a = s + t | 0;
  }
  return H[0] + a >>> 0;
}

// The text is `challenge:nonce`; the nonce is a number.
function load(text) {
  W.fill(0, 0, 16);
  for (let i = 0; i < text.length; i++) W[i >> 2] |= text.charCodeAt(i) << 24 - i % 4 * 8;
  W[text.length >> 2] |= 0x80 << 24 - text.length % 4 * 8;
  W[15] = text.length * 8;
}

const bound = 2 ** (32 - bits), usual = 2 ** bits;
let nonce = 0, said;
function slice() {
  for (const end = performance.now() + 8; performance.now() < end;) {
    for (let i = 0; i < 64; i++, nonce++) {
      load(`${som}:${nonce}`);
      if (first() < bound) return done();
    }
  }
  const step = nonce < usual / 2 ? stap1 : nonce < usual * 1.5 ? stap2 : stap3;
  if (step !== said) words.textContent = said = step;
  setTimeout(slice);
}

function done() {
  const rest = wacht * 1000 - (performance.now() - began);
  if (rest > 0) return setTimeout(done, rest);
  form.elements.a1.value = nonce;
  // The answer takes the place of this page. When it cannot be fetched, the form itself goes.
  fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) })
    .then(({ redirected, url }) => redirected ? location.replace(url) : form.submit(), () => form.submit());
}

if (+bits) slice();
}
