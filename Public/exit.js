'use strict';
// The exit: hide first, tell the server without waiting, go to the neutral site. Nothing here may wait for the network.
{
const form = document.querySelector('.weg'), { wacht, weg, to } = form.dataset, root = document.documentElement;
const [button, note] = form.children;
const leave = () => {
  root.className = 'leeg';
  note.textContent = weg;
  // A beacon outlives the page. Whatever becomes of it, the page goes.
  try { navigator.sendBeacon(form.action); } catch {}
  location.replace(to);
};
form.onsubmit = e => {
  e.preventDefault();
  leave();
};
// Back from the neutral site to a page kept in memory: ask the server, which shows the neutral site.
onpageshow = e => e.persisted && root.className && location.reload();

// Three times Shift within five seconds, each time pressed and let go alone. The box switches it off for who uses Sticky Keys:
// on this page only, since nothing is stored.
form.insertAdjacentHTML('beforeend', '<label><input type="checkbox" checked autocomplete="off"><bdi dir="ltr">3× Shift</bdi></label>');
const box = form.lastChild.firstChild;
box.ariaLabel = '3× Shift: ' + button.textContent;
let presses = [], alone, timer;
const forget = () => {
  presses = [];
  alone = note.textContent = '';
};
box.onchange = forget;
// Keyboards on a screen send no code; a word being composed and a change of keyboard (Alt or Ctrl with Shift) mean something else.
const counts = e => box.checked && e.key === 'Shift' && e.code && !e.isComposing && !e.altKey && !e.ctrlKey;
addEventListener('pointerdown', () => alone = false, true);
addEventListener('keydown', e => counts(e) ? alone ||= !e.repeat : forget(), true);
addEventListener('keyup', e => {
  if (!alone || !counts(e)) return;
  const now = Date.now();
  presses = [...presses.filter(time => now - time < 5000), now];
  const n = presses.length;
  if (n > 2) return leave();
  note.textContent = `${wacht} ${n}/3 ${'●●○○'.slice(2 - n, 5 - n)}`;
  clearTimeout(timer);
  timer = setTimeout(forget, 5000);
}, true);

// Links within the site take the place of the page, so that the list behind Back stays empty.
addEventListener('click', e => {
  const link = e.target.closest('a[href]');
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download') || e.defaultPrevented
    || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
  e.preventDefault();
  location.replace(link.href);
});
}
