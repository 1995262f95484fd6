'use strict';
// The counsellor's place: who waits, how long it has been silent, texts at hand, keys, and whether there is a connection at all.
// Sending is in talk.js. Nothing here makes a sound, and nothing here is needed: every form works without it.
{
const one = query => document.querySelector(query);
const json = { Accept: 'application/json' };
const put = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
};

// The connection. Said in the page and in the title of the tab; what is typed stays where it is.
const down = new Set();
const title = document.title;
function connection(name, isUp) {
  const was = down.size;
  if (isUp) down.delete(name);
  else down.add(name);
  const place = one('#verbinding');
  put(place, down.size ? place?.dataset.weg : '');
  document.title = down.size && place ? `${place.dataset.titel} · ${title}` : title;
  if (was && !down.size) refresh();
}
document.addEventListener('verbinding', ({ detail }) => connection('talk', detail));
addEventListener('offline', () => connection('net', false));
addEventListener('online', () => connection('net', true));

// Who waits. Text only, and only when it changed: it is read out. A beat comes every few seconds, so that a line that was cut
// without a word is noticed.
let queue, heard;
function follow() {
  if (queue || !one('#rij-stand')?.dataset.live) return;
  const mine = queue = new EventSource(one('#rij-stand').dataset.live);
  heard = performance.now();
  mine.onopen = () => {
    heard = performance.now();
    connection('queue', true);
  };
  mine.addEventListener('beat', () => heard = performance.now());
  mine.addEventListener('queue', event => {
    heard = performance.now();
    put(one('#rij-stand'), JSON.parse(event.data).text);
  });
  mine.onerror = () => {
    if (mine !== queue) return;
    connection('queue', false);
    // A refusal ends the browser's own tries.
    if (mine.readyState === 2) setTimeout(() => mine === queue && (queue = null, follow()), 5000);
  };
}
function listen() {
  if (!queue || queue.readyState !== 1 || performance.now() - heard < 35000) return;
  connection('queue', false);
  queue.close();
  queue = null;
  follow();
}

// Parts that change by themselves are taken from the page that the server makes: there is one place where they are written.
let refreshing;
async function refresh() {
  if (refreshing) return;
  refreshing = true;
  try {
    const response = await fetch(location.href);
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const old of document.querySelectorAll('[data-fris]')) {
      const fresh = page.getElementById(old.id);
      if (fresh && fresh.innerHTML !== old.innerHTML && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(fresh));
    }
  } catch {} finally {
    refreshing = false;
  }
}
document.addEventListener('stand', refresh);

// Clocks: <p class="klok" data-wie="zij" data-sec="130" data-drie="let op" data-zes="lang stil">… <b>2 min</b> <span></span></p>
// Seconds, not times of day: this machine's clock may be wrong.
const begun = new WeakMap();
function tick() {
  for (const clock of document.querySelectorAll('.klok')) {
    if (!begun.has(clock)) begun.set(clock, performance.now() - clock.dataset.sec * 1000);
    const minutes = Math.floor((performance.now() - begun.get(clock)) / 60000);
    const level = minutes >= 6 ? 'zes' : minutes >= 3 ? 'drie' : '';
    const word = clock.dataset[level] || '';
    put(clock.querySelector('b'), `${minutes} min`);
    put(clock.querySelector('span'), word);
    clock.classList.toggle('drie', word && level === 'drie');
    clock.classList.toggle('zes', word && level === 'zes');
  }
}
// What the other wrote is read when it is in sight. They are told so, at most once in half a minute.
let told = -1e9;
function reads() {
  const to = one('[data-concept]')?.dataset.concept;
  if (!to || !document.hasFocus() || performance.now() - told < 30000) return;
  told = performance.now();
  fetch(to.replace(/d$/, 'r'), { method: 'POST', headers: json }).catch(() => {});
}
const watch = new MutationObserver(changes => {
  for (const { addedNodes } of changes) {
    for (const { classList } of addedNodes) {
      const who = ['zij', 'mij'].find(name => classList?.contains(name));
      const clock = who && one(`.klok[data-wie=${who}]`);
      if (clock) begun.set(clock, performance.now());
      if (who === 'zij') reads();
    }
  }
  tick();
});

// Forms that are kept as they are filled in, and the text that was not sent yet. Each form keeps its own timer: it goes on when
// another talk is shown.
const timers = new WeakMap();
function later(thing, act, wait) {
  clearTimeout(timers.get(thing));
  timers.set(thing, setTimeout(act, wait, thing));
}
// One after the other, so that what was chosen first never comes last.
const keeping = new WeakMap();
const keep = form => {
  const next = Promise.resolve(keeping.get(form)).then(() => keepNow(form));
  keeping.set(form, next);
  return next;
};
async function keepNow(form) {
  let isKept = false;
  try {
    const body = new URLSearchParams(new FormData(form));
    const to = form.dataset.naar || form.getAttribute('action');
    isKept = (await fetch(to, { method: 'POST', headers: json, body, keepalive: true })).ok;
  } catch {}
  put(form.querySelector('.bewaard'), isKept ? form.dataset.bewaar : form.dataset.niet);
  if (isKept) refresh();
}
let draft;
async function keepDraft(box) {
  const to = box.form.querySelector('[data-concept]')?.dataset.concept;
  if (!to || box.readOnly) return;
  draft?.abort();
  draft = new AbortController();
  await fetch(to, { method: 'POST', headers: json, body: new URLSearchParams({ a1: box.value }), signal: draft.signal }).catch(() => {});
}
document.addEventListener('input', ({ target }) => {
  if (target.id === 'a1') later(target, keepDraft, 1500);
  else if (target.id === 'zoek') find(target);
  else if (target.form?.dataset.bewaar) later(target.form, keep, /^(radio|select)/.test(target.type) ? 0 : 1200);
});
document.addEventListener('submit', ({ target }) => {
  if (target.id !== 'schrijf') return;
  clearTimeout(timers.get(target.elements.a1));
  draft?.abort();
}, true);

// Texts at hand: two letters and Enter put one in the box. Nothing here sends.
function find(field) {
  const typed = field.value.trim().toLowerCase();
  const fitting = [];
  for (const item of document.querySelectorAll('.tekstlijst li')) {
    const keys = (item.dataset.sleutels || '').split(' ');
    const fits = keys.some(key => key.startsWith(typed));
    item.hidden = !fits;
    item.classList.remove('eerste');
    if (fits && item.querySelector('[formaction]')) fitting[keys[0].startsWith(typed) ? 'unshift' : 'push'](item);
  }
  // Of several whose first word fits, the one that stands first.
  const first = fitting.filter(item => item.dataset.sleutels.startsWith(typed)).pop() || fitting[0];
  if (typed) first?.classList.add('eerste');
  return typed && first;
}
function insert(button) {
  const box = one('#a1');
  if (!box || box.readOnly) return;
  const words = button.closest('li').querySelector('.tekst').textContent;
  const before = box.value.trim() ? box.value.replace(/\n?$/, '\n') : '';
  box.value = before + words;
  const gap = /\[[^\[\]]*\]/.exec(words);
  box.focus();
  const start = gap ? before.length + gap.index : box.value.length;
  box.setSelectionRange(start, start + (gap ? gap[0].length : 0));
  box.dispatchEvent(new Event('input', { bubbles: true }));
  one('#teksten').open = false;
  fetch(button.dataset.gebruikt, { method: 'POST', headers: json }).catch(() => {});
}
document.addEventListener('click', event => {
  const button = event.target.closest('.tekstlijst [formaction]');
  if (!button) return;
  event.preventDefault();
  insert(button);
}, true);

// Keys: what the list under `?` says. All but ? go with Alt, and all can be switched off. The place on the keyboard counts: with
// Alt a Mac writes other signs.
let keys, writes;
const places = { KeyN: '.volgende button', KeyW: '#a1', KeyK: '#teksten > summary', KeyP: '#pauze' };
const risk = () => {
  const open = [...document.querySelectorAll('#risico fieldset')].find(field => !field.querySelector(':checked'));
  return (open || one('#risico'))?.querySelector('input');
};
addEventListener('keydown', event => {
  const { target } = event;
  if (target.id === 'zoek' && event.key === 'Enter') {
    event.preventDefault();
    const item = find(target);
    if (item) insert(item.querySelector('[formaction]'));
    return;
  }
  if (target.closest?.('#teksten') && event.key === 'Escape') return one('#a1')?.focus();
  if (!keys || event.ctrlKey || event.metaKey || event.isComposing || event.getModifierState('AltGraph')) return;
  const talk = /^Digit([123])$/.exec(event.code);
  let to;
  if (event.altKey && talk) to = document.querySelectorAll('.rij .talks a')[talk[1] - 1];
  else if (event.altKey && event.code === 'KeyR') to = risk();
  else if (event.altKey) to = places[event.code] && one(places[event.code]);
  else if (event.key === '?' && !target.closest('input, textarea, select')) to = one('#toetsen > summary');
  if (!to) return;
  event.preventDefault();
  // Who goes to a talk by a key writes in it next.
  writes = talk || event.code === 'KeyN';
  if (to.matches('a, button')) return to.click();
  if (to.matches('summary')) to.parentNode.open = true;
  if (event.code === 'KeyK') {
    to = one('#zoek') || to;
    to.value = '';
    find(to);
  }
  to.focus();
});

function start() {
  watch.disconnect();
  if (one('#log')) watch.observe(one('#log'), { childList: true });
  else connection('talk', true);
  connection('', true);
  const off = one('#toetsen-uit');
  if (off) {
    keys ??= !off.checked;
    off.checked = !keys;
    off.addEventListener('change', () => {
      keys = !off.checked;
      keep(off.form);
    });
  }
  follow();
  tick();
  if (writes) one('#a1')?.focus({ preventScroll: true });
  writes = false;
}

document.addEventListener('page', start);
setInterval(() => {
  tick();
  listen();
}, 5000);
start();
if (!scrollY && one('.panelen')?.offsetHeight && one('#log')) one('#gesprek').scrollIntoView();
}
