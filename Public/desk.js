'use strict';
// The counsellor's place: who waits, how long it has been silent, keys. Sending is in talk.js.
{
const one = query => document.querySelector(query);

// Who waits. Text only, and only when it changed: it is read out.
let queue;
function follow() {
  if (queue || !one('#rij-stand')) return;
  queue = new EventSource(one('#rij-stand').dataset.live);
  queue.addEventListener('queue', event => {
    const place = one('#rij-stand'), { text } = JSON.parse(event.data);
    if (place && place.textContent !== text) place.textContent = text;
  });
  queue.onerror = () => {
    // A refusal ends the browser's own tries.
    if (queue.readyState === 2) setTimeout(() => { queue = null; follow(); }, 5000);
  };
}

// Clocks: <p class="klok" data-wie="zij" data-sec="130" data-drie="let op" data-zes="lang stil">… <b>2 min</b> <span></span></p>
// Seconds, not times of day: this machine's clock may be wrong.
const begun = new WeakMap();
function tick() {
  for (const clock of document.querySelectorAll('.klok')) {
    if (!begun.has(clock)) begun.set(clock, performance.now() - clock.dataset.sec * 1000);
    const minutes = Math.floor((performance.now() - begun.get(clock)) / 60000);
    const level = minutes >= 6 ? 'zes' : minutes >= 3 ? 'drie' : '';
    const word = clock.dataset[level] || '';
    const [time, mark] = [clock.querySelector('b'), clock.querySelector('span')];
    if (time) time.textContent = `${minutes} min`;
    if (mark && mark.textContent !== word) mark.textContent = word;
    clock.classList.toggle('drie', word && level === 'drie');
    clock.classList.toggle('zes', word && level === 'zes');
  }
}
const watch = new MutationObserver(changes => {
  for (const { addedNodes } of changes) {
    for (const { classList } of addedNodes) {
      const who = ['zij', 'mij'].find(name => classList?.contains(name));
      const clock = who && one(`.klok[data-wie=${who}]`);
      if (clock) begun.set(clock, performance.now());
    }
  }
  tick();
});

function start() {
  watch.disconnect();
  if (one('#log')) watch.observe(one('#log'), { childList: true });
  const off = one('#toetsen-uit');
  if (off) {
    off.checked = !keys;
    off.addEventListener('change', () => keys = !off.checked);
  }
  follow();
  tick();
}

// Keys: Alt+1 … 3 a talk, Alt+N the next, Alt+W the write box, ? the list of keys (`details#toetsen`, with a checkbox
// `#toetsen-uit` for who needs these keys otherwise). The place on the keyboard counts: with Alt a Mac writes other signs.
let keys = true;
addEventListener('keydown', event => {
  if (!keys || event.ctrlKey || event.metaKey || event.isComposing || event.getModifierState('AltGraph')) return;
  const talk = /^Digit([123])$/.exec(event.code);
  let target;
  if (event.altKey && talk) target = document.querySelectorAll('.rij a[href*="/c/"]')[talk[1] - 1];
  else if (event.altKey && event.code === 'KeyN') target = one('.rij form button');
  else if (event.altKey && event.code === 'KeyW') target = one('.schrijf textarea');
  else if (!event.altKey && event.key === '?' && !event.target.closest('input, textarea, select')) target = one('#toetsen > summary');
  if (!target) return;
  event.preventDefault();
  if (target.matches('a, button')) return target.click();
  if (target.matches('summary')) target.parentNode.open = true;
  target.focus();
});

document.addEventListener('page', start);
setInterval(tick, 5000);
start();
}
