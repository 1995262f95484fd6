"""What people do in a browser, by the names they see; and the places around the site: the weather, a slow line."""

import http.server
import re
import shutil
import socket
import threading
import time

from playwright.sync_api import Error


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "/usr/bin/chromium")

EXIT = "Snel weg"
ENTRANCES = [
    "Ik ben een kind of jongere", "Het is bij mij thuis niet veilig", "Ik maak me zorgen over iemand",
    "Ik ben ouder en het loopt thuis uit de hand", "Ik werk met gezinnen",
]


class Neutral:
    """The neutral site. `hits` are the paths that were asked for."""

    def __init__(self):
        hits = self.hits = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                hits.append(self.path)
                page = b"<!doctype html><html lang=nl><title>Weer</title><link rel=icon href=data:,><h1>Het weer</h1><p>Morgen zon.</p>"
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_):
                pass

        # Another host name than the site's, so that cookies and storage are apart.
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://localhost:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()


class SlowDoor:
    """A line to the site on which `POST /v` stands still for some seconds. `asked` are the moments at which it came."""

    def __init__(self, port, seconds):
        self.port, self.seconds, self.asked = port, seconds, []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
                upstream = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                return
            threading.Thread(target=self.carry, args=(client, upstream, True), daemon=True).start()
            threading.Thread(target=self.carry, args=(upstream, client, False), daemon=True).start()

    def carry(self, source, target, requests):
        try:
            while data := source.recv(65536):
                if requests and re.match(rb"POST /v[ ?]", data):
                    self.asked.append(time.time())
                    time.sleep(self.seconds)
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.server.close()


def exit_button(page):
    return page.get_by_role("button", name=EXIT)


def to_talk(page, base, entrance=ENTRANCES[1]):
    """From the door to the talk, as a person does it."""
    page.goto(base + "/")
    page.get_by_role("link", name=entrance).click()
    page.get_by_role("button", name="Begin een gesprek").click()
    page.get_by_role("log", name="Gesprek").wait_for()


def write(page, text, wait=True):
    page.get_by_role("textbox", name="Je bericht").fill(text)
    page.get_by_role("button", name="Verstuur").click()
    if wait:
        log(page).get_by_text(text, exact=True).first.wait_for()


def log(page):
    return page.get_by_role("log", name="Gesprek")


def said(page):
    """The texts in the log, in order."""
    return page.locator("#log .bericht:not(.systeem) > p").all_inner_texts()


def take(company):
    """The member of staff on whose line somebody waits takes the talk; (counsellor, id)."""
    for account in company.installation.accounts:
        if account["role"] != "counsellor":
            continue
        counsellor = company.staff(organisation=account["organisation"])
        answer = counsellor.next()
        if answer.status == 200:
            company.taken.append((counsellor, answer.json()["id"]))
            return counsellor, answer.json()["id"]
    raise AssertionError("nobody could take a talk: none waits, or all are full")


def account_for(company):
    """The account on whose line somebody waits."""
    for account in company.installation.accounts:
        if account["role"] == "counsellor":
            counsellor = company.staff(organisation=account["organisation"])
            if any(q["waiting"] for q in counsellor.client.get("/api/v1/queue").json()):
                return counsellor.account
    raise AssertionError("nobody waits")


def sign_in(page, base, account):
    page.goto(base + "/desk")
    page.get_by_role("textbox", name="Naam").fill(account["name"])
    page.get_by_role("textbox", name="Wachtwoord").fill(account["password"])
    page.get_by_role("button", name="Inloggen").click()
    page.get_by_role("button", name="Volgende gesprek").wait_for()


def erase(page):
    """Ends a talk for good, so that the next test finds an empty queue."""
    page.get_by_role("button", name="Gesprek wissen").click()
    page.get_by_role("button", name="Ja, wis alles").click()
    page.get_by_role("heading", name="Alles is gewist").wait_for()


def history(page):
    """The list behind Back: (current index, entries), as the browser itself has it."""
    found = to_the_browser(page, "Page.getNavigationHistory")
    return found["currentIndex"], found["entries"]


def to_the_browser(page, method, parameters=None):
    """A command to the page's own browser process. A page on its way to another site changes process, and in between it has
    none that answers."""
    until = time.monotonic() + 10
    while True:
        session = page.context.new_cdp_session(page)
        try:
            return session.send(method, parameters)
        except Error as e:
            if "Not attached to an active page" not in str(e) or time.monotonic() > until:
                raise
        finally:
            session.detach()
        page.wait_for_timeout(50)


def back(page, base, times=5):
    """Goes Back so many times, as far as the list goes; what was on the screen each time: (address, text, fields)."""
    seen = []
    for _ in range(times):
        index, entries = history(page)
        if index == 0:
            break
        # With pages kept for Back, Playwright's own go_back waits for a load that never comes.
        to_the_browser(page, "Page.navigateToHistoryEntry", {"entryId": entries[index - 1]["id"]})
        settle(page)
        seen.append(look(page))
    return seen


def settle(page, seconds=0.4):
    """Waits until the address stands still."""
    until, last = time.monotonic() + 6, None
    still = time.monotonic()
    while time.monotonic() < until:
        page.wait_for_timeout(60)
        if page.url != last:
            last, still = page.url, time.monotonic()
        elif time.monotonic() - still > seconds:
            return


def look(page):
    for _ in range(20):
        try:
            return page.evaluate(
                """() => [location.href, document.documentElement.innerText + ' ' + document.title,
                [...document.querySelectorAll('input,textarea')].map(f => f.value).join(' ')].join(' | ')""")
        except Exception:
            page.wait_for_timeout(100)
    raise AssertionError(f"the page cannot be read: {page.url}")


def lock(installation):
    """Somebody else holds the database, so that nothing can be written; returns how to let go."""
    import sqlite3

    held = []
    for path in installation.data.rglob("*"):
        if path.is_file() and path.read_bytes()[:15] == b"SQLite format 3":
            held.append(sqlite3.connect(path, isolation_level=None, timeout=10))
            held[-1].execute("BEGIN IMMEDIATE")
    assert held, "no SQLite file in the data folder"

    def release():
        for connection in held:
            connection.execute("ROLLBACK")
            connection.close()

    return release
