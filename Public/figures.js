'use strict';
// The tile map is one stop for the Tab key. The arrow keys go to the nearest tile on that side, Home and End to the first and the last.
for (const map of document.querySelectorAll('.tegelkaart')) {
  const tiles = [...map.querySelectorAll('a')];
  const at = tile => [Number(tile.dataset.kolom), Number(tile.dataset.rij)];
  const stop = tile => tiles.forEach(other => other.setAttribute('tabindex', other === tile ? '0' : '-1'));
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  // What lies straight on counts three times less than what lies aside.
  const next = (from, [dx, dy]) => {
    const [x, y] = at(from);
    const found = tiles.map(tile => {
      const [tx, ty] = at(tile);
      const [ahead, aside] = dx ? [(tx - x) * dx, Math.abs(ty - y)] : [(ty - y) * dy, Math.abs(tx - x)];
      return { tile, ahead, far: ahead + 3 * aside };
    }).filter(({ ahead }) => ahead > 0).sort((a, b) => a.far - b.far);
    return found[0]?.tile;
  };
  stop(tiles.find(tile => tile.getAttribute('aria-current')) ?? tiles[0]);
  // Whoever listens for focus on a drawing makes the drawing itself a stop: so what is around it listens.
  const around = map.parentElement;
  around.addEventListener('keydown', event => {
    const here = event.target.closest('.tegelkaart a');
    if (!here || event.ctrlKey || event.altKey || event.metaKey) return;
    const to = event.key === 'Home' ? tiles[0] : event.key === 'End' ? tiles.at(-1) : steps[event.key] && next(here, steps[event.key]);
    if (!to) return;
    event.preventDefault();
    stop(to);
    to.focus();
  });
  around.addEventListener('focusin', event => { const here = event.target.closest('.tegelkaart a'); if (here) stop(here); });
}
