'use strict';
// The exit: hide first, tell the server without waiting, go to the neutral site. Nothing here may wait for the network.
{
const root = document.documentElement, form = document.querySelector('.weg');
const status = form.querySelector('.shift');
const leave = () => {
  root.className = 'leeg';
  status.textContent = form.dataset.weg;
  // A beacon outlives the page. Whatever happens to it, the page goes.
  try { navigator.sendBeacon(form.action); } catch {}
  location.replace(form.dataset.to);
};
form.addEventListener('submit', event => {
  event.preventDefault();
  leave();
});
// Back from the neutral site with the page out of the browser's memory: ask the server, which shows the neutral site.
addEventListener('pageshow', event => {
  if (event.persisted && root.className) location.reload();
});

// Three times Shift, each pressed and let go alone, within five seconds. For people who use Sticky Keys it can be switched off;
// without storage that lasts until the next page.
const keys = document.createElement('label'), box = document.createElement('input');
box.type = 'checkbox';
box.checked = true;
box.autocomplete = 'off';
box.setAttribute('aria-label', '3× Shift: ' + form.querySelector('button').textContent);
keys.append(box, '3× Shift');
form.append(keys);
let presses = [], alone = false, timer;
const forget = () => {
  presses = [];
  alone = false;
  status.textContent = '';
};
// On-screen keyboards send no code, and a word being composed is not a signal.
const isShift = event => /^Shift/.test(event.code) && event.key === 'Shift' && !event.isComposing
  && !event.ctrlKey && !event.altKey && !event.metaKey && box.checked;
box.addEventListener('change', forget);
addEventListener('pointerdown', () => alone = false, true);
addEventListener('keydown', event => {
  if (!isShift(event)) forget();
  else if (!event.repeat) alone = true;
}, true);
addEventListener('keyup', event => {
  if (!alone || !isShift(event)) return;
  const now = Date.now();
  presses = [...presses.filter(time => now - time < 5000), now];
  if (presses.length > 2) return leave();
  const dots = document.createElement('i');
  dots.ariaHidden = true;
  dots.textContent = '●●○'.slice(2 - presses.length, 2) + '○○'.slice(presses.length - 1);
  status.replaceChildren(form.dataset.wacht + ' ' + presses.length + '/3 ', dots);
  clearTimeout(timer);
  timer = setTimeout(forget, 5000);
}, true);

// Links inside the site take the place of the page, so that the list behind Back stays empty.
document.addEventListener('click', event => {
  const link = event.target.closest('a[href]');
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
    || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  event.preventDefault();
  location.replace(link.href);
});
}
