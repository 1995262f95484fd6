"""Every page example: no barrier in any light, nothing wider than the window, nothing refused by the page's own policy."""

import re
import subprocess

import pytest
from api import Client
from axe_playwright_python.sync_playwright import Axe
from installation import BINARY, environment
from test_pages import EDGES, MODES, OVERFLOW, TEXT, violations


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gallery")
    process = subprocess.Popen(
        [BINARY, "gallery", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=folder, env=environment())
    try:
        base = re.match(r"open (\S+)/\n", process.stdout.readline()).group(1)
        assert process.stdout.readline() == "ready\n"
        yield base
    finally:
        process.terminate()
        process.wait(15)


@pytest.fixture(scope="module")
def looked_at(gallery, browsers):
    """What was seen on each page, by what was looked for. Every page is opened once."""
    seen = {"axe": {}, "overflow": {}, "edges": {}, "refused": {}}
    index = Client(gallery).get("/").body.decode()
    paths = ["/"] + re.findall(r'<td><a href="([^"]+)"', index)
    axe = Axe()
    context = browsers["plain"].new_context(locale="nl-NL")
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in paths:
        complaints.clear()
        page.emulate_media(**MODES["light"])
        page.goto(gallery + path)
        found = {}
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            found[f"{width} px"] = page.evaluate(OVERFLOW)
        seen["overflow"][path] = found
        # The other languages and the mirror are the same pages: their words may be longer, their marks are the same.
        if not path.startswith(("/en/", "/rtl/")):
            zone = "frame" if page.evaluate("() => document.body.className === 'bare'") else ""
            seen["axe"][path], seen["edges"][path] = {}, {}
            for mode, media in MODES.items():
                page.emulate_media(**media)
                # What depends on the light are the colours; in forced colours axe reads those that are not drawn.
                if mode == "light":
                    seen["axe"][path][mode] = violations(axe, page, zone, mode)
                elif mode == "dark":
                    seen["axe"][path][mode] = colours(axe, page)
                seen["edges"][path][mode] = page.evaluate(EDGES)
            seen["axe"][path]["forced, text"] = page.evaluate(TEXT)
        seen["refused"][path] = {"console": list(complaints)}
    context.close()
    return seen


def colours(axe, page):
    result = axe.run(page, options={"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}})
    return [f"{v['id']}: {[n['target'] for n in v['nodes']][:3]}" for v in result.response["violations"]]


def faults(looked_at, key):
    found = [f"{path}, {where}: {what}" for path, places in looked_at[key].items() for where, what in places.items() if what]
    return "\n".join(found)


def test_every_example_was_looked_at(looked_at):
    assert len(looked_at["axe"]) > 60 and len(looked_at["overflow"]) > 180


def test_no_example_has_a_barrier_that_axe_finds(looked_at):
    assert not (found := faults(looked_at, "axe")), found


def test_no_example_is_wider_than_its_window_or_cut_off(looked_at):
    assert not (found := faults(looked_at, "overflow")), found


def test_controls_of_every_example_stand_out(looked_at):
    assert not (found := faults(looked_at, "edges")), found


def test_no_example_asks_for_what_its_policy_refuses(looked_at):
    assert not (found := faults(looked_at, "refused")), found
