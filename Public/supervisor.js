'use strict';
// Whispers beside a talk, in their own place and by their own form; and how the lines stand, for who watches over them.
// What a seeker reads is in talk.js, which knows nothing of this.
{
const one = (query, within = document) => within.querySelector(query);
const say = (element, text = '') => {
  if (element && element.textContent !== text) element.textContent = text;
};

// Whispers

let whispers;
function show({ number, who, text }) {
  const log = one('#fluister');
  if (!log || one(`[data-w="${number}"]`, log)) return;
  const line = document.createElement('div'), name = document.createElement('b'), words = document.createElement('p');
  line.className = 'gefluister';
  line.dataset.w = number;
  name.className = 'wie';
  name.textContent = who;
  words.dir = 'auto';
  words.append(...text.split('\n').flatMap((part, i) => i ? [document.createElement('br'), part] : part));
  line.append(name, words);
  log.append(line);
  log.scrollTop = log.scrollHeight;
}

function listen() {
  whispers?.close();
  const log = one('#fluister');
  if (!log) return;
  log.scrollTop = log.scrollHeight;
  const last = one('.gefluister:last-child', log)?.dataset.w || log.dataset.after;
  const mine = whispers = new EventSource(`${log.dataset.live}?after=${last}`);
  mine.addEventListener('whisper', event => mine === whispers && show(JSON.parse(event.data)));
  mine.onerror = () => {
    if (mine === whispers && mine.readyState === 2) setTimeout(() => mine === whispers && listen(), 5000);
  };
}

async function whisper(event) {
  event.preventDefault();
  const form = event.target, { w1, w2 } = form.elements, text = w1.value, alert = one('.fout', form);
  if (!text.trim() || form.dataset.bezig) return;
  form.dataset.bezig = 1;
  let answer = {};
  try {
    const response = await fetch(form.action, {
      method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(10000),
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ clientId: w2.value, text }),
    });
    answer = await response.json();
  } catch {}
  delete form.dataset.bezig;
  // Not known to be there: the same words with the same id again count once.
  if (!answer.number) return say(alert, answer.detail || form.dataset.fout);
  if (w1.value.startsWith(text)) w1.value = w1.value.slice(text.length).trimStart();
  w2.value = crypto.getRandomValues(new Uint32Array(4)).join('-');
  say(alert);
}

// How it stands. The sentence is read out when it changes; the rest is renewed without touching what has the focus.

let stand, due;
function follow() {
  stand?.close();
  const place = one('#toezicht-stand');
  if (!place) return;
  const mine = stand = new EventSource(place.dataset.live);
  mine.addEventListener('stand', event => {
    if (mine !== stand) return;
    say(one('#toezicht-stand'), JSON.parse(event.data).text);
    clearTimeout(due);
    due = setTimeout(renew, 150);
  });
  mine.onerror = () => {
    if (mine === stand && mine.readyState === 2) setTimeout(() => mine === stand && follow(), 5000);
  };
}

async function renew() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const old of document.querySelectorAll('[data-stuk]')) {
    const fresh = one(`[data-stuk="${old.dataset.stuk}"]`, page);
    if (!fresh || fresh.innerHTML === old.innerHTML) continue;
    // Somebody is in it, or it was opened: what they hold on to stays until they let go.
    if (old.contains(document.activeElement)) {
      old.addEventListener('focusout', () => setTimeout(renew, 300), { once: true });
      continue;
    }
    const open = [...old.querySelectorAll('details[open]')].map(({ id }) => id);
    old.replaceWith(document.adoptNode(fresh));
    open.forEach(id => id && one('#' + CSS.escape(id))?.setAttribute('open', ''));
  }
}

// Alt+L the switch of a line (again: the next line), Alt+T its busy text, Alt+M the talk that needs somebody first; Enter does it.
addEventListener('keydown', event => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.getModifierState('AltGraph')) return;
  const kind = { KeyL: '.schakel', KeyT: '.druk', KeyM: '.meekijk' }[event.code];
  const all = kind ? [...document.querySelectorAll(`${kind} button`)] : [];
  if (!all.length) return;
  event.preventDefault();
  all[(all.indexOf(document.activeElement) + 1) % all.length].focus();
});

function start() {
  one('#fluistervorm')?.addEventListener('submit', whisper);
  listen();
  follow();
}
document.addEventListener('page', start);
start();
}
