"""Every page in every state. What can be reached by a link is found by following links, so that new pages are covered.

A scene is an address with the cookies to see it with, or a short play for pages that answer a form.
"""

import re
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from pages import Visitor, code_on, start
from people import ENTRANCES

#: Where a visitor comes without a link from the door.
KNOWN = ["/", "/en/", "/desk", "/signals", "/guides", "/t", "/en/t", "/reporting-code", "/measures"]
LIMIT = 250
#: Who sees pages that others see too.
ALIKE = ("analyst", "editor", "administrator", "coordinator")
#: Pages that only stand in a frame, for browsers without script.
FRAME = re.compile(r"/l\?")


class Links(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.links, self.forms, self.title, self.h1, self.inside = [], [], "", [], None
        self.fields, self.tags, self.html = [], [], {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        self.tags.append((tag, a))
        if tag == "html":
            self.html = a
        if tag == "a" and a.get("href"):
            self.links.append(a["href"])
        if tag == "iframe" and a.get("src"):
            self.links.append(a["src"])
        if tag == "form":
            self.forms.append(a)
        if tag in ("input", "textarea", "select"):
            self.fields.append((tag, a))
        if tag in ("title", "h1"):
            self.inside = tag

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = None

    def handle_data(self, data):
        if self.inside == "title":
            self.title += data
        if self.inside == "h1":
            self.h1.append(data)


class Seen:
    """An answer with what is on the page."""

    def __init__(self, path, answer, zone, who):
        self.path, self.answer, self.zone, self.who = path, answer, zone, who
        self.page = Links(answer.body.decode("utf-8", "replace")) if answer.type == "text/html" else None

    def __repr__(self):
        return f"{self.who}: {self.answer.method} {self.path} → {self.answer.status}"


def zone_of(path):
    path = re.sub(r"^/[a-z]{2}(?=/|$)", "", path.split("?")[0]) or "/"
    if path.startswith("/desk"):
        return "desk"
    if path.startswith(("/g/", "/t/", "/v/")) or path in ("/g", "/t", "/v"):
        return "quiet"
    return "findable"


def shape(address):
    """Pages about figures are one page for every place, week and comparison: the address without what is chosen in it."""
    path = re.sub(r"^/[a-z]{2}(?=/)", "/xx", address).partition("?")[0]
    if "/signals" not in path:
        return address
    path = re.sub(r"/signals/(?!(?:findings|ledger|silence|themes|corrections|interpretations)\b)[^/.]+[^/]*", "/signals/FIGURE", path)
    return re.sub(r"[0-9a-z]{26}", "ID", path)


def crawl(visitor, who, starts=KNOWN, only=None):
    """Follows every link within the site from `starts`, and six of each shape of a page about figures; [Seen]."""
    base, found, queue, known = visitor.base, [], deque(starts), set(starts)
    shapes = Counter(shape(start) for start in starts)
    while queue and len(found) < LIMIT:
        path = queue.popleft()
        if only and zone_of(path) not in only:
            continue
        seen = Seen(path, visitor.get(path), zone_of(path), who)
        found.append(seen)
        to = seen.answer.headers.get("Location")
        for link in (seen.page.links if seen.page else []) + ([to] if to else []):
            where = urlsplit(urljoin(base + path, link))
            address = where.path + (f"?{where.query}" if where.query else "")
            if f"{where.scheme}://{where.netloc}" == base and address not in known and not re.search(r"/(e|events)$", where.path):
                known.add(address)
                shapes[shape(address)] += 1
                if shapes[shape(address)] <= 6:
                    queue.append(address)
    assert len(found) < LIMIT, "the site goes on for ever, or the limit of this test is too low"
    return found


def sign_in(visitor, account):
    page = visitor.get("/desk")
    form = re.search(r'<form[^>]*action="(/desk[^"]*)"[^>]*>(.*?)</form>', page.body.decode(), re.S)
    names = re.findall(r'<input[^>]*name="([^"]+)"', form.group(2))
    kinds = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*type="([^"]+)"', form.group(2)))
    password = next(n for n in names if kinds.get(n) == "password")
    name = next(n for n in names if kinds.get(n, "text") == "text")
    fields = {n: "" for n in names} | {name: account["name"], password: account["password"]}
    answer = visitor.post(form.group(1), fields)
    assert "s" in visitor.cookies, "signing in gave no session"
    return answer


class World:
    """A site with somebody in every state, for tests that only look."""

    def __init__(self, installation, company):
        self.base = installation.base
        self.company = company
        self.people = {}
        counsellor = company.staff()
        self.line = counsellor.account["lines"][0]

        def seeker(name, *words):
            visitor = self.people[name] = Visitor(self.base)
            start(visitor)
            for i, text in enumerate(words):
                visitor.post("/g/m", {"a1": text, "a2": f"{name}{i}"})
            return visitor

        seeker("closed", "Tot hier")
        taker, conversation = self.take()
        taker.say(conversation, "Sterkte")
        assert taker.close_talk(conversation).status == 204
        seeker("talking", "Hallo", "Ik weet niet wat ik moet doen.\nKun je helpen?")
        taker, self.open = self.take()
        taker.say(self.open, "Goed dat je er bent. Ben je nu veilig?")
        seeker("asked", "Wie kan dit?")
        taker, conversation = self.take()
        other = company.staff(not_organisation=taker.account["organisation"])
        answer = taker.client.post(taker.path(conversation, "/invite"), {"line": other.account["lines"][0], "share": "summary", "summary": "Kort"})
        assert answer.status == 201, answer
        back = seeker("returned", "Dit was eerder")
        code = code_on(back.post("/g/k"))
        back.post("/v", follow=False)
        back = self.people["returned"] = Visitor(self.base)
        back.post("/t", {"a1": code})
        self.take()
        seeker("waiting", "Ik wacht")
        staff = self.people["counsellor"] = Visitor(self.base)
        sign_in(staff, taker.account)
        for role in ("supervisor", "analyst", "editor", "administrator", "coordinator"):
            self.people[role] = Visitor(self.base)
            sign_in(self.people[role], installation.account(role))
        self.people["visitor"] = Visitor(self.base)

    def take(self):
        from people import take

        return take(self.company)

    def everything(self):
        """Every answer that can be had by looking: each person follows each link."""
        found = crawl(self.people["visitor"], "visitor")
        for name in ("waiting", "talking", "asked", "returned", "closed"):
            found += crawl(self.people[name], name, ["/g", "/g/l?after=0", "/en/g"], only=("quiet",))
        for name in ("counsellor", "supervisor", "analyst", "editor", "administrator", "coordinator"):
            found += crawl(self.people[name], name, ["/desk"], only=("desk",))
        return found

    def scenes(self):
        """[(name, zone, person, address, play)] for the browser."""
        seen, scenes = set(), []
        for s in self.everything():
            # One of each page; what differs only by a query or an id is the same page.
            key = (s.who, re.sub(r"[0-9a-zA-Z_-]{20,}", "ID", s.path.split("?")[0]))
            same = s.who in ALIKE or (s.who != "visitor" and s.who != "talking" and s.path.startswith("/en/"))
            if s.page and s.answer.status == 200 and key not in seen and not same and "/g/l" not in s.path:
                seen.add(key)
                name = f"{s.who} {key[1]}".replace("/", "_").strip("_ ")
                scenes.append((name, "frame" if FRAME.search(s.path) else s.zone, s.who, s.path, None))
        for i, _ in enumerate(ENTRANCES, 1):
            scenes.append((f"door entrance {i}", "findable", "visitor", f"/#k{i}", None))
        scenes += [
            ("door with a place", "findable", "visitor", "/", fill("a3", "Utrecht")),
            ("door with an unknown place", "findable", "visitor", "/", fill("a3", "Verweggistan")),
            ("frame without script", "frame", "talking", "/g/l?after=0", None),
            ("wrong code", "quiet", "visitor", "/t", fill("a1", "een twee drie vier vijf")),
            ("the code", "quiet", "waiting", "/g", press("Code om terug te komen")),
            ("sign in refused", "desk", "visitor", "/desk", refused),
            ("not found", "quiet", "visitor", "/nothing-here", None),
            ("not found on the desk", "desk", "counsellor", "/desk/nothing-here", None),
        ]
        return scenes


def fill(name, value):
    def play(page):
        page.locator(f"main [name={name}]").fill(value)
        page.locator(f"main form:has([name={name}]) button").first.click()
        page.wait_for_load_state("load")
    return play


def press(name):
    def play(page):
        page.get_by_role("button", name=name).click()
        page.locator(".code").wait_for()
    return play


def refused(page):
    page.get_by_role("textbox", name="Naam").fill("iemand")
    page.get_by_role("textbox", name="Wachtwoord").fill("verkeerd")
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_load_state("load")
