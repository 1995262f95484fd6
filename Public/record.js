'use strict';
// The record: a long list of codes is searched, and a message is keyed to a code. Every choice is in a list of the page, which is
// what is sent; nothing here is needed.
{
const make = (tag, attributes, text = '') => {
  const element = Object.assign(document.createElement(tag), { textContent: text });
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};
const fold = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function search(place, number) {
  const { zoek, gekozen, vol, niets } = place.dataset;
  const lists = [...place.querySelectorAll('select')];
  const found = make('ul', { role: 'listbox', id: `gevonden-${number}`, 'aria-label': zoek });
  const told = make('p', { role: 'status', class: 'hint' });
  const field = make('input', {
    type: 'text', id: `zoek-${number}`, role: 'combobox', autocomplete: 'off', 'aria-expanded': 'false', 'aria-autocomplete': 'list',
    'aria-controls': found.id,
  });
  const label = make('label', { for: field.id }, zoek);
  const row = make('p', { class: 'veld' });
  row.append(label, field);
  found.hidden = true;
  place.prepend(row, found, told);
  const codes = [...lists[0].options].filter(option => option.value).map(option => ({
    value: option.value, text: option.text, group: option.parentNode.label || '',
  }));
  let active = 0;
  const items = () => [...found.children];
  function point(index) {
    const all = items();
    active = (index + all.length) % all.length || 0;
    all.forEach((item, i) => item.setAttribute('aria-selected', i === active));
    all[active]?.scrollIntoView({ block: 'nearest' });
    if (all[active]) field.setAttribute('aria-activedescendant', all[active].id);
    else field.removeAttribute('aria-activedescendant');
  }
  function show() {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    // Whose own words fit come before those whose heading fits.
    const fitting = words.length ? codes.map(code => [code, fold(code.text), fold(`${code.text} ${code.group}`)])
      .filter(([, , all]) => words.every(word => all.includes(word)))
      .sort(([, one], [, two]) => words.every(w => two.includes(w)) - words.every(w => one.includes(w))).slice(0, 8) : [];
    found.replaceChildren(...fitting.map(([code], i) => {
      const item = make('li', { role: 'option', id: `${found.id}-${i}`, 'data-code': code.value }, code.text);
      if (code.group) item.append(make('span', { class: 'hint' }, ` ${code.group}`));
      return item;
    }));
    found.hidden = !fitting.length;
    field.setAttribute('aria-expanded', !found.hidden);
    told.textContent = words.length && !fitting.length ? niets : '';
    point(0);
  }
  function choose(value) {
    const free = lists.find(list => list.value === value) || lists.find(list => !list.value);
    const code = codes.find(code => code.value === value);
    if (!free || !code) return void (told.textContent = vol);
    free.value = value;
    const more = free.closest('details');
    if (more) more.open = true;
    field.value = '';
    show();
    told.textContent = gekozen.replace('{code}', code.text);
    free.dispatchEvent(new Event('input', { bubbles: true }));
  }
  field.addEventListener('input', event => {
    event.stopPropagation();
    show();
  });
  field.addEventListener('keydown', event => {
    const item = items()[active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') point(active + (event.key === 'ArrowDown' ? 1 : -1));
    else if (event.key === 'Enter' && item) choose(item.dataset.code);
    else if (event.key === 'Escape') {
      field.value = '';
      show();
    } else if (event.key !== 'Enter') return;
    // Enter never closes a talk from here.
    event.preventDefault();
  });
  found.addEventListener('mousedown', event => event.preventDefault());
  found.addEventListener('click', event => {
    const item = event.target.closest('li');
    if (item) choose(item.dataset.code);
  });
}

function start() {
  document.querySelectorAll('[data-zoek]:not([data-klaar])').forEach((place, i) => {
    place.dataset.klaar = '1';
    search(place, i);
  });
}

addEventListener('keydown', event => {
  const { target } = event;
  if (event.key === 'Enter' && target.id === 'elsewhere') event.preventDefault();
  const off = document.querySelector('#toetsen-uit');
  if (!event.altKey || event.ctrlKey || event.metaKey || event.getModifierState('AltGraph') || off?.checked) return;
  if (event.code === 'KeyC') {
    const lists = [...document.querySelectorAll('.kaartje .codes > .veld select')];
    (lists.find(list => !list.value) || lists[0])?.focus();
  } else if (event.code === 'KeyM') {
    const number = document.querySelector('#passage');
    if (!number) return;
    // The message in which something is selected, or the last one of the seeker.
    const node = getSelection().anchorNode;
    const selected = node && (node.closest ? node : node.parentElement)?.closest('#log [data-n]');
    const message = selected || [...document.querySelectorAll('#log .zij')].pop();
    document.querySelector('#passages').open = true;
    if (message) number.value = message.dataset.n;
    (message ? document.querySelector('#passage-code') : number).focus();
  } else return;
  event.preventDefault();
});
document.addEventListener('page', start);
start();
}
