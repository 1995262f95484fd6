'use strict';
// A talk: messages as they come, and sending that neither loses nor doubles. For the seeker and, on the desk, the counsellor.
// Nothing is stored, and nothing that is typed leaves this page before "Verstuur".
{
const one = (query, within = document) => within.querySelector(query);
const make = (tag, name, ...content) => {
  const element = document.createElement(tag);
  element.className = name;
  element.append(...content);
  return element;
};
// The same words again would be read out again.
const say = (element, text = '') => {
  if (element && element.textContent !== text) element.textContent = text;
};
// What the desk shows more of.
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
const newId = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
  .replace(/\+/g, '-').replace(/\//g, '_').slice(0, 22);

// What is under way, by the address it is sent to: on the desk a talk can be out of sight while its message is still tried.
const talks = new Map();
// Unsent text of talks (and records) that are out of sight.
const drafts = new Map();
let talk, log, form, stream, last, asked, below, lost, silence, again, idle, sticks, sized, typed = -1e9;

function start() {
  stream?.close();
  clearTimeout(silence);
  clearTimeout(again);
  log = one('#log');
  form = one('#schrijf');
  talk = null;
  if (!log) return;
  if (form) {
    talk = talks.get(form.action) || { to: form.action, id: form.elements.a2.value || newId(), text: '', tries: 0 };
    talks.set(talk.to, talk);
    talk.form = form;
    form.addEventListener('submit', event => {
      event.preventDefault();
      // The other is away, and this is to go all the same.
      talk.also = event.submitter?.name === 'ook';
      send();
    });
    form.elements.a1.addEventListener('input', () => {
      typed = performance.now();
      busy();
    });
    form.elements.a1.addEventListener('keydown', event => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
  }
  // Word of the connection, and questions to the person.
  below = make('div', '', lost = make('p', 'fout'));
  below.setAttribute('aria-live', 'polite');
  log.after(below);
  sticks = true;
  log.addEventListener('scroll', () => {
    sticks = atEnd();
    if (sticks) log.classList.remove('meer');
  });
  // Who was at the end stays there when the log becomes smaller or larger.
  sized?.disconnect();
  sized = new ResizeObserver(() => sticks && toEnd());
  sized.observe(log);
  toEnd();
  last = +log.dataset.after;
  silence = asked = null;
  ask();
  if (log.dataset.state === 'closed') closed();
  else open();
}

// Messages

const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 48;
const toEnd = () => log.scrollTop = log.scrollHeight;
const shown = number => one(`[data-n="${number}"]`, log);

function show({ number, author, name, organisation, text }) {
  if (shown(number)) return;
  const { ik = 'seeker', naam = name, jij } = log.dataset;
  const mine = author === ik && name === naam;
  const who = mine ? jij : [name, organisation].filter(Boolean).join(', ');
  const words = make('p', '', ...text.split('\n').flatMap((line, i) => i ? [make('br', ''), line] : line));
  words.dir = 'auto';
  const message = make('div', 'bericht ' + (mine ? 'mij' : author === 'system' ? 'systeem' : 'zij'),
    ...who ? [make('b', 'wie', who)] : [], words);
  message.dataset.n = number;
  const follow = sticks;
  log.insertBefore(message, [...log.children].find(other => +other.dataset.n > number) || null);
  if (follow) toEnd();
  else log.classList.add('meer');
}

function open() {
  stream?.close();
  const mine = stream = new EventSource(`${log.dataset.live}?after=${last}`);
  const on = (name, act) => mine.addEventListener(name, event => mine === stream && act(JSON.parse(event.data || '{}')));
  mine.onopen = () => {
    clearTimeout(silence);
    silence = null;
    say(lost);
    tell('verbinding', true);
  };
  mine.onerror = () => {
    if (mine !== stream) return;
    tell('verbinding', false);
    silence ||= setTimeout(() => say(lost, log.dataset.verbinding || form?.dataset.fout), 5000);
    clearTimeout(again);
    // The browser tries again by itself, unless the answer was a refusal.
    if (mine.readyState === 2) again = setTimeout(open, 5000);
  };
  on('message', message => {
    const { number } = message;
    // A number was left out: ask once more from here. If it is not there then either, it is not ours to read.
    if (number > last + 1 && !shown(number - 1) && asked !== last) {
      asked = last;
      return open();
    }
    last = Math.max(last, number);
    show(message);
    // Who wrote is not writing any more; who went does neither.
    if (message.author !== 'seeker') busy();
    // On the desk: the word that the two agreed on, written by the other.
    const word = one('[data-woord]')?.textContent.toLowerCase();
    if (word && message.author === 'seeker' && message.text.toLowerCase().includes(word)) fresh();
  });
  on('state', ({ state, text }) => {
    if (text) say(one('#stand'), text);
    log.dataset.state = state;
    if (state === 'closed') {
      closed();
      // What can be done in a talk that goes on, is not on the page of one that is over.
      fresh();
    }
    tell('stand');
  });
  on('presence', ({ text }) => {
    // Who is typing is not told what the other does.
    if (performance.now() - typed > 5000) busy(text);
    tell('stand');
  });
  on('watching', ({ text }) => say(one('#meekijken'), text));
  on('beside', fresh);
  on('gone', gone);
  on('offer', fresh);
  on('part', ({ stand }) => one('[data-stand]')?.dataset.stand !== stand && fresh());
}

// That somebody reads or writes, for half a minute.
function busy(text) {
  clearTimeout(idle);
  say(one('#bezig'), text);
  if (text) idle = setTimeout(busy, 30000);
}

// What was typed and not sent stays readable; an empty box is of no use any more.
function closed(why) {
  stream?.close();
  busy();
  if (!why) document.querySelectorAll('#voorbij, #straks').forEach(part => part.hidden = false);
  if (!form) return;
  if (!why && !form.elements.a1.value.trim()) return form.hidden = true;
  form.elements.a1.readOnly = one('button', form).disabled = true;
  say(one('#fout'), why || form.dataset.gesloten || one('#stand')?.textContent);
}

// The talk is no longer there for this window: erased, or open in another one.
function gone({ why, text, to }) {
  log.dataset.state = why;
  say(one('#stand'), text);
  say(lost);
  closed(text);
  if (talk) {
    clearTimeout(talk.timer);
    talks.delete(talk.to);
  }
  if (why === 'erased' || to) {
    log.replaceChildren();
    if (form) form.elements.a1.value = '';
  }
  if (!to) return;
  if (place !== '/desk' && !place.endsWith('/desk')) return location.replace(to);
  // Nothing of it stays on the desk, not in a field nor in what is kept for going back and forth.
  const path = location.pathname;
  for (const name of drafts.keys()) if (name.includes(path)) drafts.delete(name);
  one('.bureau')?.replaceChildren();
  go(to);
}

// Questions to the person, and the parts beside the words, are taken from the page that the server makes: there is one place
// where they are written. What is being typed in a part stays.
async function fresh() {
  const page = await read(location.href).catch(() => null);
  if (!page) return;
  const same = (offer, within) => one(`[data-offer="${offer.dataset.offer}"]`, within);
  document.querySelectorAll('.vraag').forEach(old => same(old, page) || old.remove());
  page.querySelectorAll('.vraag').forEach(fresh => same(fresh) || below.append(document.adoptNode(fresh)));
  ask();
  page.querySelectorAll('[data-deel]').forEach(part => {
    const old = one(`[data-deel="${part.dataset.deel}"]`);
    if (!old || old.contains(document.activeElement)) return;
    const folds = [...old.querySelectorAll('details')];
    part.querySelectorAll('details').forEach((fold, i) => fold.open = folds[i]?.open);
    if (old.outerHTML === part.outerHTML) return;
    const typed = new Map([...old.querySelectorAll('input, textarea, select')].map(field => [key(field), field.value]));
    old.replaceWith(document.adoptNode(part));
    part.querySelectorAll('input, textarea, select').forEach(field => field.value = typed.get(key(field)) || field.value);
  });
}

// A question is seen as a whole, also in a small window.
function ask() {
  one('.vraag[data-offer]')?.scrollIntoView({ block: 'nearest' });
}

// Sending

function send() {
  const text = form.elements.a1.value;
  // What is being tried keeps its words and its id; what is typed meanwhile is for the next time.
  if (!talk.text && !text.trim()) return say(one('#fout'), form.dataset.leeg);
  talk.text ||= text;
  attempt(talk);
}

async function attempt(of) {
  if (of.busy || !of.text) return;
  of.busy = true;
  clearTimeout(of.timer);
  of.form.classList.add('bezig');
  let status = 0, answer = {};
  try {
    const response = await fetch(of.to, {
      method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(10000),
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ clientId: of.id, text: of.text, confirm: of.also || undefined }),
    });
    status = response.status;
    answer = await response.json();
  } catch {}
  of.busy = false;
  of.form.classList.remove('bezig');
  const alert = one('.fout', of.form), { fout, opnieuw = '' } = of.form.dataset;
  if (answer.number) {
    sent(of, answer.number);
    say(alert);
  } else if (status > 399 && status < 500 && status !== 408 && status !== 429) {
    // Refused: it is not kept there, it is all here.
    of.text = '';
    of.tries = 0;
    const also = one('[name=ook]', of.form);
    if (also) also.hidden = !/seeker-away$/.test(answer.type);
    say(alert, answer.detail || fout);
  } else {
    say(alert, `${fout} ${opnieuw}`);
    of.timer = setTimeout(attempt, [1, 2, 4, 8, 15][Math.min(of.tries++, 4)] * 1000, of);
  }
}

function sent(of, number) {
  const { a1, a2 } = of.form.elements, { text } = of;
  if (a1.value.startsWith(text)) a1.value = a1.value.slice(text.length).trimStart();
  drafts.set(key(a1), a1.value);
  a2.value = of.id = newId();
  of.text = '';
  of.tries = 0;
  const also = one('[name=ook]', of.form);
  if (also) also.hidden = true;
  if (of !== talk) return;
  show({ number, author: log.dataset.ik || 'seeker', name: log.dataset.naam, text });
  toEnd();
}

// Other pages of the place are fetched into this one, so that what was typed is not lost on the way.

const key = field => `${field.form && where(field.form)} ${field.name}`;
const fields = act => document.querySelectorAll('main textarea, main select').forEach(act);

async function read(address, options) {
  const response = await fetch(address, options);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  if (!one('main', page)) throw response.status;
  page.address = response.url;
  return page;
}

const panes = () => [...document.querySelectorAll('.bureau > [id]')];

async function go(address, options) {
  const page = await read(address, options).catch(() => null);
  if (!page) return say(lost, log?.dataset.verbinding || form?.dataset.fout);
  fields(field => drafts.set(key(field), field.value));
  // The same page again stays where it was, in each of its panes; another one begins at its top.
  const same = new URL(page.address).pathname === location.pathname;
  const tops = new Map(panes().map(pane => [pane.id, pane.scrollTop]));
  history.replaceState(null, '', page.address);
  one('main').replaceWith(document.adoptNode(one('main', page)));
  if (same) panes().forEach(pane => pane.scrollTop = tops.get(pane.id) || 0);
  // Another talk begins at its top; where the panes stand one below the other, that of the talk.
  else if (one('.panelen')?.offsetHeight && one('#log')) one('#gesprek').scrollIntoView();
  else scrollTo(0, 0);
  fields(field => field.value = drafts.get(key(field)) || field.value);
  start();
  one('main').focus({ preventScroll: true });
  document.dispatchEvent(new Event('page'));
}

// Leaving, erasing and signing out are real ways out of the page.
const [place] = /^(\/\w\w)?\/\w+/.exec(location.pathname);
const inside = ({ origin, pathname }) => origin === location.origin
  && (pathname + '/').startsWith(place + '/') && !/\/(x|w|logout|out)$/.test(pathname);
// A form can have a field that is called "action".
function where(other) {
  return new URL(other.getAttribute('action'), location);
}
document.addEventListener('submit', event => {
  const other = event.target;
  const to = where(other);
  if (event.defaultPrevented || !other.closest('main') || !inside(to)) return;
  event.preventDefault();
  go(to.href, { method: 'POST', body: new URLSearchParams(new FormData(other, event.submitter)) });
});
document.addEventListener('click', event => {
  const link = event.target.closest('main a[href]');
  if (!link || link.hash || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !inside(link)) return;
  event.preventDefault();
  go(link.href);
}, true);

addEventListener('online', () => {
  talks.forEach(attempt);
  if (stream?.readyState === 2) open();
});
start();
}
