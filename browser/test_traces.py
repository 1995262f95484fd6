"""What a visit leaves behind on the device, and on the way (experience.md §1, A01–A08)."""

import html
import json
import re
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from pages import Visitor
from people import erase, CHROMIUM, ENTRANCES, EXIT, exit_button, log, take, to_talk, write

#: What may not stand in a title, an address or a heading of the quiet zone.
TOPIC = re.compile(
    r"geweld|mishandel|misbruik|veilig|kind|slachtoffer|dader|slaan|geslagen|verkracht|hulp|thuis|partner|ruzie|bang|crisis|meld|"
    r"violence|abuse|victim|child|safe|help|domestic|vangnet", re.I)
NEUTRAL_NAME = re.compile(r"a\d{1,2}")


@pytest.fixture(scope="module")
def everything(world):
    return world.everything()


def test_every_answer_says_that_nothing_may_be_kept(world, everything):
    """T01: headers of every page, redirect and error, in both zones."""
    odd = []
    visitor = world.people["visitor"]
    others = [
        ("quiet", visitor.get("/nothing")), ("quiet", visitor.send("PUT", "/g")),
        ("findable", visitor.send("PUT", "/")), ("quiet", visitor.send("POST", "/g", {"a1": "nonsense"})),
        ("quiet", visitor.send("POST", "/g/m", {"a1": "x"})), ("findable", visitor.send("POST", "/", {"a3": "x" * 500})),
        ("quiet", visitor.send("GET", "/g")), ("desk", visitor.send("POST", "/desk", {"a1": "x"})),
        ("quiet", visitor.send("POST", "/t", {"a1": "x"})), ("quiet", visitor.send("HEAD", "/g")), ("findable", visitor.send("HEAD", "/")),
        ("quiet", world.people["talking"].send("POST", "/g/m", {"a1": "", "a2": "leeg"})),
        ("quiet", world.people["talking"].send("POST", "/g/m", {"a1": "x" * 2_000_000, "a2": "lang"})),
        # Last, as the site hides itself from who has just left.
        ("quiet", visitor.send("POST", "/v", {})), ("findable", visitor.get("/")),
    ]
    visitor.cookies.clear()
    for zone, answer in [(s.zone, s.answer) for s in everything] + others:
        headers = answer.headers
        where = f"{answer.method} {answer.path} {answer.status}"
        if headers.get("Cache-Control") != "no-store":
            odd.append(f"{where}: Cache-Control {headers.get('Cache-Control')}")
        if headers.get("Referrer-Policy") != "no-referrer":
            odd.append(f"{where}: Referrer-Policy {headers.get('Referrer-Policy')}")
        if zone != "findable" and "noindex" not in headers.get("X-Robots-Tag", ""):
            odd.append(f"{where}: X-Robots-Tag {headers.get('X-Robots-Tag')}")
        if answer.status in (301, 302, 307, 308):
            odd.append(f"{where}: a redirect that browsers keep or repeat")
        for name in ("Server", "X-Powered-By", "ETag", "Last-Modified"):
            if name in headers:
                odd.append(f"{where}: {name}")
    assert {a.status for _, a in others} >= {303, 400, 404, 405, 413}, sorted({a.status for _, a in others})
    assert odd == []
    assert len(everything) > 20


def test_nothing_is_asked_of_another_place(site, company, window, neutral):
    """T02: no foreign origin is asked for anything, by any page; the policy forbids it."""
    context = window()
    asked = []
    context.on("request", lambda r: asked.append(r.url))
    page = context.new_page()
    answers = []
    page.on("response", lambda r: answers.append(r) if r.request.resource_type == "document" else None)
    for path in ("/", "/en/", "/signals", "/guides/traces", "/t", "/desk"):
        page.goto(site.base + path)
    to_talk(page, site.base)
    write(page, "Hallo")
    page.wait_for_timeout(300)
    foreign = [u for u in asked if not u.startswith((site.base, "data:"))]
    assert foreign == []
    for answer in answers:
        if answer.status != 200:
            continue
        policy = {}
        for part in answer.headers["content-security-policy"].split(";"):
            name, *values = part.split()
            policy[name] = values
        assert policy["default-src"] in (["'none'"], ["'self'"]), answer.url
        allowed = [v for name, values in policy.items() if name != "form-action" for v in values]
        assert not [v for v in allowed if "unsafe" in v or v == "*" or v.startswith("http")], (answer.url, allowed)
        assert policy["base-uri"] == ["'none'"] and "frame-ancestors" in policy
    erase(page)


def test_the_policy_is_kept_by_our_own_pages(world, window):
    """T02: no page does what its own policy forbids, and none fails in a script."""
    complaints = []
    for name, person in world.people.items():
        context = window()
        if person.cookies:
            context.add_cookies([{"name": k, "value": v, "url": world.base} for k, v in person.cookies.items()])
        page = context.new_page()
        page.on("console", lambda m, name=name: complaints.append((name, m.text)) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e, name=name: complaints.append((name, str(e))))
        for path in ("/", "/signals", "/guides/traces") if name == "visitor" else ("/g",) if name in (
                "waiting", "talking", "asked", "returned", "closed") else ("/desk",):
            page.goto(world.base + path)
            page.wait_for_timeout(150)
            if path == "/desk":
                assert page.locator("#verbinding").inner_text() == "", f"{name}: the desk says there is no connection"
    assert complaints == []


def test_titles_addresses_and_headings_of_the_quiet_zone_tell_nothing(everything):
    """T03: against a list of words; no id and nothing of a person in an address."""
    odd = []
    quiet = [s for s in everything if s.zone == "quiet"]
    assert len(quiet) > 5
    for s in quiet:
        if TOPIC.search(s.path):
            odd.append(f"{s}: the address tells")
        if re.search(r"[0-9a-f]{8,}|[A-Za-z0-9_-]{20,}", s.path):
            odd.append(f"{s}: an id in the address")
        if re.sub(r"(after=\d+|stil=1|[?&])", "", s.path.partition("?")[2]):
            odd.append(f"{s}: something personal in the query")
        if s.page and (TOPIC.search(s.page.title) or not s.page.title.strip()):
            odd.append(f"{s}: the title is {s.page.title!r}")
        if s.page and TOPIC.search(" ".join(s.page.h1)):
            odd.append(f"{s}: the heading is {s.page.h1}")
    assert odd == []


def test_the_title_does_not_change_when_somebody_writes(site, company, window):
    """T03."""
    page = window().new_page()
    to_talk(page, site.base)
    title = page.title()
    write(page, "Hallo")
    counsellor, conversation = take(company)
    counsellor.say(conversation, "Dag")
    log(page).get_by_text("Dag").wait_for()
    assert page.title() == title and not TOPIC.search(title)


def test_one_cookie_that_means_nothing_and_no_storage(site, company, window, neutral):
    """T04: A05, A06."""
    context = window()
    page = context.new_page()
    page.add_init_script("""
        window.broken = [];
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
          try { const real = window[name]; Object.defineProperty(window, name, { get() { broken.push(name); return real } }) } catch {}
        if (navigator.serviceWorker) navigator.serviceWorker.register = () => broken.push('service worker');
        if (window.Notification) Notification.requestPermission = () => broken.push('notification');
    """)
    used = []
    page.goto(site.base + "/")
    assert context.cookies() == [], "the door sets a cookie"
    used += page.evaluate("broken")
    to_talk(page, site.base)
    write(page, "Hallo")
    used += page.evaluate("broken")
    cookies = context.cookies()
    assert len(cookies) == 1, cookies
    cookie = cookies[0]
    assert cookie["httpOnly"] and cookie["secure"] and cookie["sameSite"] in ("Lax", "Strict")
    assert cookie["expires"] == -1, "it stays when the browser closes"
    assert not TOPIC.search(cookie["name"]) and len(cookie["name"]) <= 2
    for selector in ("link[rel=manifest]", "link[rel~=preconnect]", "link[rel~=stylesheet]", "script[src]", "img"):
        assert page.locator(selector).count() == 0, selector
    assert page.locator("link[rel=icon]").get_attribute("href") == "data:,"
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    exit_button(page).click(no_wait_after=True)
    page.wait_for_url(neutral.url)
    page.wait_for_timeout(300)
    state = context.storage_state()
    left = [c for c in state["cookies"] if c["domain"].startswith("127.")]
    assert [c["name"] for c in left] == ["g"] and left[0]["httpOnly"] and left[0]["secure"]
    assert left[0]["value"] == "1"
    assert state["origins"] == []
    assert used == []


def test_every_form_posts_under_names_that_say_nothing(everything):
    """T05: A07; browsers remember fields by their names, and addresses of forms that are sent by GET."""
    odd = []
    forms = 0
    for s in everything:
        if not s.page:
            continue
        for form in s.page.forms:
            forms += 1
            # A plan of a line is asked in its address, so that it can be passed on: numbers of counsellors, nothing of anybody.
            # So is a list of remarks, and what is chosen of a figure: every state of those pages is an address (D08). None holds a word
            # of anybody, and browsers may not remember them either.
            action = form.get("action", "").removeprefix("/en")
            asked = (s.zone == "desk" and action in ("/desk/staffing", "/desk/interpretations")) or (
                s.zone == "findable" and action.startswith("/signals/") and s.path.removeprefix("/en").startswith("/signals/"))
            if form.get("method", "get").lower() != "post" and not asked:
                odd.append(f"{s}: a form that is sent by {form.get('method', 'get')}")
            if form.get("autocomplete") != "off" and s.zone != "desk" and not form.get("action", "").startswith("/desk"):
                odd.append(f"{s}: a form ({form.get('action')}) that browsers may remember")
            if "?" in form.get("action", ""):
                odd.append(f"{s}: {form['action']}")
        if s.zone == "desk":
            continue
        for tag, field in s.page.fields:
            if field.get("type") != "hidden" and field.get("autocomplete") != "off":
                odd.append(f"{s}: {tag} {field.get('name')} that browsers may remember")
            figures = s.zone == "findable" and s.path.removeprefix("/en").startswith("/signals/")
            if not figures and not NEUTRAL_NAME.fullmatch(field.get("name", "a1")):
                odd.append(f"{s}: {tag} named {field.get('name')}")
    assert forms > 20
    assert sorted(set(odd)) == []


MARKS = {
    "sent message": "Zonnebloemveld7391", "unsent draft": "Kastanjeboom4826", "place": "Wintertenen5512",
    "wrong code": "kompas lantaarn veder spiegel horizon", "counsellor's words": "Eekhoornnest6604",
}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_visit_leaves_the_host_name_and_nothing_else(site, company, playwright, neutral, script):
    """T06: a whole visit in a real profile; every file of it is searched. The table goes to browser/out/traces.json."""
    profile = Path(tempfile.mkdtemp(prefix="vangnet-profile-"))
    try:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=CHROMIUM, java_script_enabled=script, locale="nl-NL",
            args=["--no-sandbox"], ignore_default_args=["--disable-back-forward-cache"])
        page = context.pages[0]
        page.goto(site.base + "/")
        page.locator("[name=a3]").fill(MARKS["place"])
        page.locator("form:has([name=a3]) button").click()
        page.goto(site.base + "/t")
        page.locator("main [name=a1]").fill(MARKS["wrong code"])
        page.locator("main form button").first.click()
        to_talk(page, site.base, ENTRANCES[0])
        write(page, MARKS["sent message"])
        counsellor, conversation = take(company)
        counsellor.say(conversation, MARKS["counsellor's words"])
        page.get_by_role("button", name="Code om terug te komen").click()
        code = page.locator(".code").inner_text()
        page.goto(site.base + "/t")
        page.locator("main [name=a1]").fill(code)
        page.locator("main form button").first.click()
        page.get_by_role("button", name="Laat eerdere berichten zien").click()
        log(page).get_by_text(MARKS["counsellor's words"]).wait_for()
        cookie = next(c["value"] for c in context.cookies() if c["name"] == "s")
        page.get_by_role("textbox", name="Je bericht").press_sequentially(MARKS["unsent draft"])
        # Long enough for the browser to write its session down.
        page.wait_for_timeout(3000)
        exit_button(page).click(no_wait_after=True)
        page.wait_for_url(neutral.url)
        page.wait_for_timeout(1500)
        context.close()
        marks = MARKS | {"cookie": cookie, "code": code, "conversation": conversation}
        table = {name: sorted(where(profile, text)) for name, text in marks.items()}
        host = f"127.0.0.1:{site.port}"
        kept = {"host name": sorted(where(profile, host)), "neutral site": sorted(where(profile, neutral.url.rstrip("/").removeprefix("http://")))}
        write_table(script, table | kept)
        assert kept["host name"], "the search found not even the host name: it does not search"
        assert all(files == [] for files in table.values()), {k: v for k, v in table.items() if v}
        assert_published(site, table | kept)
        look_into_databases(profile, list(marks.values()), host)
    finally:
        shutil.rmtree(profile, ignore_errors=True)


#: What the page on traces says of each thing that was searched for: in Dutch, and in English.
PUBLISHED = {
    "host name": ("De naam van deze site", "The name of this site"),
    "neutral site": ("De site waar Snel weg heen gaat", "The site where Leave now goes"),
    "place": ("De plaats die je typt", "The place that you type"),
    "sent message": ("Je berichten", "Your messages"),
    "unsent draft": ("Een bericht dat je nog niet verstuurde", "A message that you had not sent yet"),
    "counsellor's words": ("De woorden van de hulpverlener", "The words of the counsellor"),
    "code": ("De code om terug te komen", "The code to come back"),
    "cookie": ("De cookie", "The cookie"),
}


def assert_published(site, table):
    """T07: the public page says of each thing what was found just now."""
    for at, path, remains, gone in (
            (0, "/guides/traces", "blijft staan", "niet gevonden"), (1, "/en/guides/traces", "remains", "not found")):
        page = Visitor(site.base).get(path).body.decode()
        for name, words in PUBLISHED.items():
            said = f"<li>{words[at]}: {remains if table[name] else gone}."
            assert said in html.unescape(page), f"{path} does not say what was measured: {said}"


def where(profile, text):
    needles = [text.encode(), text.encode("utf-16-le"), text.replace(" ", "+").encode(), text.replace(" ", "%20").encode()]
    for path in profile.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if any(n in content for n in needles):
                yield str(path.relative_to(profile))


def look_into_databases(profile, texts, host):
    """History, autofill and icons, as tables; titles and addresses there tell nothing either."""
    for name in ("History", "Web Data", "Favicons"):
        path = profile / "Default" / name
        assert path.exists(), f"this browser keeps no {name} where we look"
        database = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in database.execute(f'SELECT * FROM "{table}"').fetchall():
                line = " ".join(str(v) for v in row)
                assert not any(text in line for text in texts), f"{name}.{table}: {line}"
                if name == "Web Data" and table == "autofill":
                    raise AssertionError(f"a field was remembered: {line}")
        if name == "History":
            quiet = database.execute("SELECT url, title FROM urls WHERE url LIKE ?", (f"%{host}/g%",)).fetchall()
            assert not [row for row in quiet if TOPIC.search(row[1]) or TOPIC.search(row[0].split(host)[1])], quiet
            assert not database.execute("SELECT url FROM urls WHERE url LIKE ?", (f"%{host}/v%",)).fetchall(), "the exit is in the history"
        database.close()


def write_table(script, table):
    out = Path(__file__).parent / "out"
    out.mkdir(exist_ok=True)
    (out / f"traces-{'script' if script else 'no-script'}.json").write_text(json.dumps(table, indent=1, ensure_ascii=False))


def test_the_exit_says_the_same_everywhere(everything):
    """A21: one name for one thing, on every page that a visitor can come to."""
    for s in everything:
        if s.page and s.zone != "desk" and s.answer.status == 200 and "/g/l" not in s.path:
            assert s.page.forms and s.page.forms[0].get("action") == "/v", f"{s}: the exit is not the first form"
            if s.page.html.get("lang") == "nl":
                assert EXIT in s.answer.body.decode(), s
