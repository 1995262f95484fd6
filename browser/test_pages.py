"""Every page in every state: reachable exit, no barrier, no overflow, light, dark, forced colours, small, slow."""

import gzip
import io
import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import OUT
from people import log, take, to_talk, write
from PIL import Image

WIDTHS = (320, 360, 768, 1280)
MODES = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}

OVERFLOW = """() => {
  const root = document.scrollingElement, wide = [];
  if (root.scrollWidth > root.clientWidth) wide.push(`the page: ${root.scrollWidth} > ${root.clientWidth}`);
  for (const e of document.querySelectorAll('body *')) {
    const style = getComputedStyle(e);
    // Boxes that scroll by themselves (a wide table, the log) may be wider inside; what is hidden on purpose is not seen.
    if (e.clientWidth && e.scrollWidth > e.clientWidth + 1 && style.overflowX === 'hidden' && style.position !== 'absolute'
        && e.getClientRects().length && !e.closest('.naar')) wide.push(`cut off: ${e.tagName}.${e.className} ${e.textContent.slice(0, 30)}`);
  }
  return wide;
}"""

SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""

EXIT = """() => {
  const b = document.querySelector('.weg button');
  if (!b) return 'there is no exit';
  const r = b.getBoundingClientRect();
  if (r.width < 48 || r.height < 48) return `${r.width} × ${r.height} px`;
  if (r.left < 0 || r.top < 0 || r.right > innerWidth + .5 || r.bottom > innerHeight + .5) return `outside the window: ${JSON.stringify(r)}`;
  const inset = 3, points = [[r.left + inset, r.top + inset], [r.right - inset, r.top + inset], [r.left + inset, r.bottom - inset],
    [r.right - inset, r.bottom - inset], [(r.left + r.right) / 2, (r.top + r.bottom) / 2]];
  for (const [x, y] of points) {
    const e = document.elementFromPoint(x, y);
    // A rounded corner is not the button's.
    if (e !== b && !b.contains(e) && e?.closest('.weg') !== b.closest('.weg')) return `covered at ${x},${y} by ${e?.tagName}.${e?.className}`;
  }
  const c = document.elementFromPoint((r.left + r.right) / 2, (r.top + r.bottom) / 2);
  if (c !== b && !b.contains(c)) return 'its middle is covered';
  return '';
}"""

# Borders and fills of controls against what lies behind them (WCAG 1.4.11), after colours were resolved.
EDGES = """() => {
  const rgb = c => { const m = c.match(/[\\d.]+/g); return m ? m.map(Number) : [0, 0, 0, 0] };
  const lum = ([r, g, b]) => { const f = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 };
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b) };
  const ratio = (a, b) => { const [x, y] = [lum(a), lum(b)].sort((p, q) => q - p); return (x + .05) / (y + .05) };
  const behind = e => { for (let p = e; p; p = p.parentElement) { const c = rgb(getComputedStyle(p).backgroundColor); if (c[3] === undefined || c[3] > 0) return c }
    return matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255] };
  const odd = [];
  for (const e of document.querySelectorAll('button, input:not([type=hidden], [type=checkbox], [type=radio]), textarea, select, .knop')) {
    if (!e.getClientRects().length || e.disabled) continue;
    const s = getComputedStyle(e), ground = behind(e.parentElement);
    const border = parseFloat(s.borderTopWidth) > 0 && s.borderTopStyle !== 'none' ? ratio(rgb(s.borderTopColor), ground) : 1;
    const fill = ratio(behind(e), ground);
    if (Math.max(border, fill) < 3) odd.push(`${e.tagName} ${e.name || e.textContent.trim()}: ${border.toFixed(1)} / ${fill.toFixed(1)}`);
  }
  return odd;
}"""

# Text against what lies behind it (WCAG 1.4.3). In forced colours axe reads the author's colours, which are not what is drawn.
TEXT = """() => {
  const rgb = c => { const m = c.match(/[\\d.]+/g); return m ? m.map(Number) : [0, 0, 0, 0] };
  const lum = ([r, g, b]) => { const f = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 };
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b) };
  const ratio = (a, b) => { const [x, y] = [lum(a), lum(b)].sort((p, q) => q - p); return (x + .05) / (y + .05) };
  const behind = e => { for (let p = e; p; p = p.parentElement) { const c = rgb(getComputedStyle(p).backgroundColor); if (c[3] === undefined || c[3] > 0) return c }
    return [0, 0, 0] };
  const odd = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; n = walker.nextNode();) {
    const e = n.parentElement;
    if (!n.data.trim() || !e.getClientRects().length || e.closest('script, style, noscript, svg')) continue;
    const found = ratio(rgb(getComputedStyle(e).color), behind(e));
    if (found < 4.5) odd.push(`${n.data.trim().slice(0, 30)}: ${found.toFixed(1)}`);
  }
  return odd;
}"""

# Marks of drawings: something must stand out from the ground.
MARKS = """() => {
  const rgb = c => (c.match(/[\\d.]+/g) || [0, 0, 0]).map(Number);
  const lum = ([r, g, b]) => { const f = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 };
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b) };
  const ratio = (a, b) => { const [x, y] = [lum(a), lum(b)].sort((p, q) => q - p); return (x + .05) / (y + .05) };
  const ground = e => { for (let p = e; p; p = p.parentElement) { const c = rgb(getComputedStyle(p).backgroundColor); if (c.length < 4 || c[3] > 0) return c } return [255, 255, 255] };
  const odd = []; let marks = 0;
  for (const e of document.querySelectorAll('svg :is(path, line, rect, circle, polyline, polygon, text, ellipse)')) {
    if (e.closest('defs, [aria-hidden=true] .rooster, clipPath, pattern')) continue;
    const s = getComputedStyle(e), g = ground(e.ownerSVGElement.parentElement);
    const drawn = [s.stroke !== 'none' && parseFloat(s.strokeWidth) > 0 && s.stroke, s.fill !== 'none' && s.fill].filter(c => c && !c.startsWith('url'));
    if (!drawn.length || +s.opacity === 0) continue;
    marks++;
    if (Math.max(...drawn.map(c => ratio(rgb(c), g))) < 3 && e.tagName === 'text') odd.push(`text ${e.textContent}`);
    if (Math.max(...drawn.map(c => ratio(rgb(c), g))) < 1.2) odd.push(`${e.tagName}.${e.getAttribute('class')} cannot be seen`);
  }
  return { odd, marks, drawings: document.querySelectorAll('main svg').length };
}"""


@pytest.fixture(scope="module")
def inspected(world, browsers):
    """Each page is opened once and looked at in every light and size; what was seen, by page."""
    for old in OUT.glob("*.png"):
        old.unlink()
    OUT.mkdir(exist_ok=True)
    axe, seen = Axe(), {}
    contexts = {}
    for name, zone, who, path, play in world.scenes():
        if who not in contexts:
            context = contexts[who] = browsers["plain"].new_context(locale="nl-NL", viewport={"width": 1280, "height": 800})
            context.set_default_timeout(15_000)
            cookies = world.people[who].cookies
            if cookies:
                context.add_cookies([{"name": k, "value": v, "url": world.base} for k, v in cookies.items()])
        page = contexts[who].new_page()
        page.goto(world.base + path)
        if play:
            play(page)
        found = seen[name] = {"zone": zone, "axe": {}, "overflow": {}, "exit": {}, "edges": {}, "marks": {}, "path": path}
        # After a step within the page, or at a #place, the Tab key goes on from there, as it should.
        found["tab"] = first_tab(page) if not play and "#" not in path else None
        found["covered"] = covered(page, zone) if zone != "frame" else []
        page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0) }")
        # The English pages are the same pages with other words: in one light.
        english = path.startswith("/en")
        for mode, media in MODES.items():
            if english and mode != "light":
                continue
            page.emulate_media(media="screen", **media)
            page.set_viewport_size({"width": 1280, "height": 800})
            page.screenshot(path=OUT / f"{name} 1280 {mode}.png", full_page=True)
            found["axe"][mode] = violations(axe, page, zone, mode)
            if mode == "forced":
                found["axe"]["forced, text"] = page.evaluate(TEXT)
            found["edges"][mode] = page.evaluate(EDGES)
            found["marks"][mode] = page.evaluate(MARKS)
            page.set_viewport_size({"width": 320, "height": 640})
            page.screenshot(path=OUT / f"{name} 320 {mode}.png", full_page=True)
        page.emulate_media(media="print", color_scheme="light", forced_colors="none")
        found["print"] = page.evaluate(
            "() => { const e = document.querySelector('.weg'); return !!e && getComputedStyle(e).display !== 'none' }")
        if not english:
            page.set_viewport_size({"width": 794, "height": 1123})
            page.screenshot(path=OUT / f"{name} print.png", full_page=True)
        page.emulate_media(media="screen", color_scheme="light", forced_colors="none")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 640})
            if width == 320:
                found["overflow"]["320"] = page.evaluate(OVERFLOW)
                if not english:
                    found["axe"]["light, 320 px"] = violations(axe, page, zone, "light")
            for share in (0, 0.5, 1):
                page.evaluate("s => scrollTo(0, s * document.scrollingElement.scrollHeight)", share)
                found["exit"][f"{width} px, {share:.0%}"] = page.evaluate(EXIT)
        page.set_viewport_size({"width": 320, "height": 640})
        page.evaluate(SPACING)
        found["overflow"]["320, wide spacing"] = page.evaluate(OVERFLOW)
        found["exit"]["320 px, wide spacing"] = page.evaluate(EXIT)
        page.set_viewport_size({"width": 1280, "height": 640})
        found["overflow"]["1280, wide spacing"] = page.evaluate(OVERFLOW)
        page.close()
    for context in contexts.values():
        context.close()
    return seen


def violations(axe, page, zone, mode):
    off = []
    if mode == "forced":
        off += ["color-contrast"]  # judged by TEXT instead
    if zone == "frame":
        # It reloads itself and can be told not to (WCAG 2.2.1, tested in test_talk), and is no page of its own.
        off += ["meta-refresh", "page-has-heading-one"]
    result = axe.run(page, options={"rules": {rule: {"enabled": False} for rule in off}})
    return [f"{v['id']} ({v['impact']}): {[n['target'] for n in v['nodes']][:3]}" for v in result.response["violations"]]


def first_tab(page):
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0) }")
    page.keyboard.press("Tab")
    return page.evaluate("() => document.activeElement.innerText?.trim() || document.activeElement.tagName")


def covered(page, zone):
    """Stops of the Tab key at which what has the focus lies under the bar, or shows no ring (T44, WCAG 2.4.7, 2.4.11)."""
    page.set_viewport_size({"width": 320, "height": 500})
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0) }")
    odd = []
    for _ in range(60):
        page.keyboard.press("Tab")
        state = page.evaluate("""() => {
          const e = document.activeElement, bar = document.querySelector('.weg')?.getBoundingClientRect();
          if (!e || e === document.body || e.dataset.seen) return null;
          e.dataset.seen = 1;
          const r = e.getBoundingClientRect(), s = getComputedStyle(e), name = e.tagName + ' ' + (e.name || e.innerText || '').slice(0, 30);
          const inBar = e.closest('.weg');
          if (!inBar && bar && r.height < innerHeight && r.top < bar.bottom - 1 && r.bottom > bar.top) return name + ' lies under the exit';
          if (r.bottom <= 0 || r.top >= innerHeight) return name + ' is outside the window';
          if (s.outlineStyle === 'none' && s.boxShadow === 'none' && e.tagName !== 'IFRAME') return name + ' shows no ring';
          return '';
        }""")
        if state is None:
            break
        if state:
            odd.append(state)
    page.set_viewport_size({"width": 1280, "height": 800})
    return odd


def faults(inspected, key, zones=None, allowed=lambda name, where, what: False):
    return [
        f"{name}, {where}: {' · '.join(what) if isinstance(what, list) else what}"
        for name, found in inspected.items() if zones is None or found["zone"] in zones
        for where, what in found[key].items() if what and not allowed(name, where, what)
    ]


PUBLIC = ("findable", "quiet")


def test_there_is_a_page_for_every_state(inspected):
    names = set(inspected)
    assert len(names) > 25, sorted(names)
    for who in ("waiting", "talking", "asked", "returned", "closed"):
        assert any(n.startswith(who) for n in names), who


def test_the_exit_is_in_sight_and_uncovered_everywhere(inspected):
    """T10: at 320, 360, 768 and 1280 px, scrolled to 0, 50 and 100 %."""
    assert faults(inspected, "exit", PUBLIC) == []


def test_the_first_tab_lands_on_the_exit(inspected):
    """T10."""
    tabs = {n: f["tab"] for n, f in inspected.items() if f["zone"] in PUBLIC and f["tab"] is not None}
    assert len(tabs) > 20
    names = {"en" if "_en" in n else "nl": t for n, t in tabs.items()}
    assert names["nl"] == "Snel weg"
    assert {n: t for n, t in tabs.items() if t not in names.values()} == {}


def test_no_page_has_a_barrier_that_axe_finds(inspected):
    """T42: light, dark, forced colours, and at 320 px."""
    found = faults(inspected, "axe")
    assert not found, "\n".join(found)


def test_nothing_is_wider_than_a_small_screen(inspected):
    """T44: 320 px, and with the text spacing of WCAG 1.4.12."""
    assert faults(inspected, "overflow") == []


def test_nothing_with_the_focus_is_hidden(inspected):
    """T44: every stop of the Tab key is in sight and has a ring."""
    assert {n: f["covered"] for n, f in inspected.items() if f["covered"]} == {}


def test_controls_stand_out_from_what_is_behind_them(inspected):
    """T44, T45: 3 : 1 by border or by fill, in each light."""
    assert faults(inspected, "edges") == []


def test_drawings_are_seen_in_every_light(inspected):
    """T45: marks in SVG stand out from the ground in dark and forced colours too."""
    odd = [f"{n}, {mode}: {f['marks'][mode]['odd'][:5]}" for n, f in inspected.items() for mode in f["marks"] if f["marks"][mode]["odd"]]
    assert odd == []
    assert any(f["marks"]["light"]["drawings"] for f in inspected.values()), "no page has a drawing"
    for f in inspected.values():
        assert len({m["marks"] for m in f["marks"].values()}) == 1, "a mark goes missing in another light"


def test_the_exit_is_not_printed(inspected):
    """A34."""
    assert [n for n, f in inspected.items() if f["print"]] == []


def test_at_two_hundred_percent_nothing_is_lost(world, browsers):
    """T44: 640 × 512 at twice the density is what 200 % of 1280 × 1024 looks like."""
    odd = []
    for who in ("visitor", "talking", "counsellor"):
        context = browsers["plain"].new_context(viewport={"width": 640, "height": 512}, device_scale_factor=2)
        if world.people[who].cookies:
            context.add_cookies([{"name": k, "value": v, "url": world.base} for k, v in world.people[who].cookies.items()])
        page = context.new_page()
        for path in {"visitor": ["/", "/#k2", "/signals", "/guides/traces", "/t"], "talking": ["/g"], "counsellor": ["/desk"]}[who]:
            page.goto(world.base + path)
            odd += [(path, w) for w in page.evaluate(OVERFLOW)]
            if who != "counsellor" and (trouble := page.evaluate(EXIT)):
                odd.append((path, trouble))
        context.close()
    assert odd == []


def distinct(picture):
    return len({c for n, c in Image.open(io.BytesIO(picture)).convert("RGB").getcolors(1 << 24) if n >= 3})


def test_buttons_keep_an_edge_in_forced_colours(world, window):
    """T45: by the pixels, against the canvas."""
    context = window(forced_colors="active", color_scheme="light", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    for path in ("/", "/#k1", "/t", "/desk"):
        page.goto(world.base + path)
        for button in page.locator("button:visible, .knop:visible, a.ingang:visible").all()[:8]:
            box = button.bounding_box()
            clip = {"x": box["x"] - 4, "y": box["y"] - 4, "width": box["width"] + 8, "height": 12}
            if clip["y"] < 0 or clip["y"] + 12 > 900 or clip["x"] < 0:
                continue
            assert distinct(page.screenshot(clip=clip)) > 1, f"{path}: {button.inner_text()} has no upper edge"


def test_drawings_have_ink_in_forced_colours(world, window):
    """T45: every drawing, by its pixels, on a light and on a dark canvas."""
    for scheme in ("light", "dark"):
        page = window(forced_colors="active", color_scheme=scheme).new_page()
        page.goto(world.base + "/signals")
        drawings = page.locator("main svg:visible").all()
        assert drawings, "/signals has no drawing"
        for drawing in drawings:
            image = Image.open(io.BytesIO(drawing.screenshot())).convert("L")
            counts = image.histogram()
            ground = max(range(256), key=counts.__getitem__)
            ink = sum(n for v, n in enumerate(counts) if abs(v - ground) > 60) / (image.width * image.height)
            assert ink > 0.004, f"{scheme}: {ink:.4f} of the drawing differs from the ground"


def test_less_motion_is_less_motion(world, window):
    """T45."""
    page = window(reduced_motion="reduce").new_page()
    for path in ("/", "/g"):
        page.goto(world.base + path)
        moving = page.evaluate("() => document.getAnimations().length")
        assert moving == 0


def test_the_door_comes_in_one_small_answer(site, window):
    """T40: ≤ 14 kB compressed, one request, in Dutch and in English."""
    from api import Client

    for path in ("/", "/en/"):
        answer = Client(site.base).request("GET", path, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip", path
        head = sum(len(k) + len(v) + 4 for k, v in answer.headers.items()) + 20
        assert len(answer.body) + head <= 14 * 1024, f"{path}: {len(answer.body)} bytes and {head} of headers"
        assert gzip.decompress(answer.body).startswith(b"<!doctype html>")
        plain = Client(site.base).request("GET", path)
        assert "Content-Encoding" not in plain.headers
        context = window()
        asked = []
        context.on("request", lambda r, asked=asked: asked.append(r.url) if not r.url.startswith("data:") else None)
        context.new_page().goto(site.base + path, wait_until="networkidle")
        assert asked == [site.base + path]


def test_the_talk_and_what_is_said_are_small(site, company, window):
    """T40: the talk's page ≤ 30 kB with its script; a message ≤ 1 kB; nothing new ≤ 300 bytes."""
    from api import Seeker

    context = window()
    page = context.new_page()
    to_talk(page, site.base)
    asked = []
    page.on("request", lambda r: asked.append(r) if r.resource_type != "eventsource" else None)
    body = page.reload().body()
    assert len(body) <= 30 * 1024, f"{len(body)} bytes"
    assert len(asked) == 1, [r.url for r in asked]
    take(company)
    seeker = Seeker(site.base, company.line())
    company.seekers.append(seeker)
    stream = seeker.listen(seeker.id)
    time.sleep(0.3)
    before = len(stream.raw)
    number = seeker.write("x" * 300)
    stream.next()
    assert len(stream.raw) - before <= 1000
    stream.close()
    answer = seeker.client.get(seeker.path(seeker.id, f"/messages?after={number}"))
    assert len(answer.body) <= 300, answer


@pytest.mark.parametrize("path", ["/", "/en/", "/t"])
def test_a_slow_line_shows_the_page_within_three_seconds(site, window, path):
    """T40: 50 kbit/s and 500 ms."""
    page = window().new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 500, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8})
    began = time.monotonic()
    page.goto(site.base + path, timeout=20_000)
    page.get_by_role("button", name=re.compile("Snel weg|Leave|Quick", re.I)).first.wait_for()
    assert time.monotonic() - began <= 3.0, f"{time.monotonic() - began:.1f} s"


def test_the_door_shows_the_five_entrances_and_the_numbers_without_script(site, window):
    """The accessible names of the contract."""
    from people import ENTRANCES

    page = window(script=False).new_page()
    page.goto(site.base + "/")
    assert page.get_by_role("link", name="112", exact=True).first.get_attribute("href") == "tel:112"
    assert page.get_by_role("link", name="0800-2000", exact=True).first.get_attribute("href") == "tel:08002000"
    for i, name in enumerate(ENTRANCES, 1):
        page.get_by_role("link", name=name).click()
        section = page.locator("section.hulp:visible")
        assert section.count() == 1, f"{name}: {section.count()} sections"
        assert section.get_by_role("button", name="Begin een gesprek").count() == 1, name
        assert section.get_by_role("heading").first.is_visible()
        page.goto(site.base + "/")
    assert log(page).count() == 0


def test_the_language_can_be_switched_without_script(site, window):
    page = window(script=False).new_page()
    page.goto(site.base + "/")
    assert page.locator("html").get_attribute("lang") == "nl"
    page.get_by_role("link", name="English").click()
    page.wait_for_url(site.base + "/en/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Nederlands").click()
    page.wait_for_url(site.base + "/")


def test_a_message_is_shown_as_text_and_never_as_markup(site, company, window):
    page = window().new_page()
    to_talk(page, site.base)
    nasty = '<img src=x onerror="document.title=1"><b>vet</b> & "aanhaling" \'x\' </textarea></script>'
    write(page, nasty)
    counsellor, conversation = take(company)
    counsellor.say(conversation, nasty)
    page.wait_for_function("() => document.querySelectorAll('#log .bericht:not(.systeem)').length === 2")
    for text in page.locator("#log .bericht:not(.systeem) > p").all_inner_texts():
        assert text == nasty
    page.reload()
    assert page.locator("#log img, #log p b").count() == 0
    assert page.locator("#log .bericht:not(.systeem) > p").all_inner_texts() == [nasty, nasty]
