'use strict';
// The exit: hide first, tell the server without waiting, go to the neutral site. Nothing here may wait for the network.
// On every page, so it is kept under 2 kB without its comments, and under 1.2 kB compressed.
{
const form = document.querySelector('.weg'), [button, note] = form.children, root = document.documentElement;
const leave = () => {
  root.className = 'leeg';
  name = '';
  note.textContent = form.dataset.weg;
  // A beacon outlives the page. Whatever becomes of it, the page goes.
  try { navigator.sendBeacon('/v') } catch {}
  location.replace(form.dataset.to);
  // The form itself is not sent.
  return false;
};
form.onsubmit = leave;
// Back from the neutral site to a page kept in memory: ask the server, which shows the neutral site.
onpageshow = e => e.persisted && root.className && location.reload();

// Three times Shift within five seconds, each time pressed and let go alone. The box switches it off for who uses Sticky Keys:
// in this tab, whose name says so: a name goes along from page to page and is written nowhere.
form.insertAdjacentHTML('beforeend', '<label><input type=checkbox autocomplete=off><bdi></bdi></label>');
// A form with a name is a landmark: the box stands in it.
form.ariaLabel = button.textContent;
const box = form.lastChild.firstChild;
box.nextSibling.textContent = form.dataset.shift;
box.checked = name !== 'x';
let times = [], alone, timer;
const forget = () => {
  times = [];
  alone = note.textContent = '';
};
box.onchange = () => {
  name = box.checked ? '' : 'x';
  forget();
};
// Keyboards on a screen send no code; a word being composed and a change of keyboard (Alt or Ctrl with Shift) mean something else.
const counts = e => box.checked && e.key === 'Shift' && e.code && !e.isComposing && !e.altKey && !e.ctrlKey;
// Shift with a click selects text.
onpointerdown = () => alone = '';
// A key held down repeats itself.
onkeydown = e => { counts(e) ? alone ||= !e.repeat : forget() };
onkeyup = e => {
  if (!alone || !counts(e)) return;
  const now = Date.now();
  times = times.filter(time => now - time < 5000);
  const n = times.push(now);
  if (n > 2) return leave();
  note.textContent = `${form.dataset.wacht} ${n}/3 ${'●●○○'.slice(2 - n, 5 - n)}`;
  clearTimeout(timer);
  timer = setTimeout(forget, 5000);
};

// Links within the site take the place of the page, so that the list behind Back stays empty.
onclick = e => {
  const link = e.target.closest('a[href]');
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download')
    || e.defaultPrevented || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
  location.replace(link);
  return false;
};

// So does the form that begins a talk. What is answered with a page of its own goes on as a form.
onsubmit = e => {
  const begin = e.target;
  if (e.defaultPrevented || !begin.matches('[action$="/g"]')) return;
  e.preventDefault();
  fetch(begin.action, { method: 'POST', body: new URLSearchParams(new FormData(begin)) })
    .then(({ redirected, url }) => redirected ? location.replace(url) : begin.submit(), () => begin.submit());
};
}
