"""The pages as a browser without script uses them: forms, redirects, cookies."""

import html
import re
from urllib.parse import urlencode

from api import Client


class Visitor:
    """Somebody with a browser. Cookies are kept as a browser keeps them; redirects to our own site are followed."""

    def __init__(self, base):
        self.base = base
        self.client = Client(base)
        self.cookies = {}

    def send(self, method, path, fields=None, headers=None):
        headers = {"Accept": "text/html"} | (headers or {})
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        body = None
        if fields is not None:
            body = urlencode(fields).encode()
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin", "Origin": self.base}
        answer = self.client.request(method, path, body, headers)
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            if re.search(r"max-age=0\b", line, re.I) or not value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, fields=None, follow=True, **more):
        answer = self.send("POST", path, fields or {}, **more)
        for _ in range(5):
            to = answer.headers.get("Location", "")
            if not follow or answer.status != 303 or not to.startswith("/"):
                break
            # The part after the sign is for the browser itself.
            answer = self.get(to.split("#")[0])
        return answer

    def text(self, answer):
        """What the page says, without markup."""
        body = re.sub(r"<(style|script)\b.*?</\1>", " ", answer.body.decode(), flags=re.S)
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def hidden(answer, name):
    """The value of a hidden field."""
    for tag in re.findall(r"<input[^>]*>", answer.body.decode()):
        if f'name="{name}"' in tag and 'type="hidden"' in tag:
            return html.unescape(re.search(r'value="([^"]*)"', tag).group(1))
    raise AssertionError(f"no hidden field {name} on the page")


def messages(answer):
    """(author class, text) of every message of a talk's page."""
    found = re.findall(r'<div class="bericht ([a-z]+)"[^>]*>(.*?)</div>', answer.body.decode(), re.S)
    texts = []
    for kind, inner in found:
        inner = re.sub(r'<b class="wie">.*?</b>', "", inner, flags=re.S)
        inner = re.sub(r"<br\s*/?>", "\n", inner)
        texts.append((kind, html.unescape(re.sub(r"<[^>]+>", "", inner)).strip()))
    return texts


def beginning(visitor, entrance="k2"):
    """What the button of an entrance sends: that of its section on the door, or of its own page."""
    text = visitor.get("/").body.decode()
    if f'href="/{entrance}"' in text:
        section = visitor.get(f"/{entrance}").body.decode()
    else:
        found = re.search(rf'<section[^>]*id="{entrance}".*?</section>', text, re.S)
        assert found, f"no section {entrance} on the door"
        section = found.group(0)
    form = re.search(r'<form[^>]*action="/g".*?</form>', section, re.S)
    assert form, f"no way to start a talk from {entrance}"
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form.group(0)):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name:
            fields[name.group(1)] = html.unescape(value.group(1)) if value else ""
    return fields


def start(visitor, entrance="k2"):
    """From the door to a talk; the talk's page."""
    page = visitor.post("/g", beginning(visitor, entrance))
    assert page.status == 200 and "s" in visitor.cookies, (page.status, visitor.text(page)[:300])
    return page


def code_on(answer):
    """The return code that the page shows."""
    found = re.search(r'<p class="code"[^>]*>(.*?)</p>', answer.body.decode(), re.S)
    assert found, "no code on the page"
    return html.unescape(re.sub(r"<[^>]+>", "", found.group(1))).strip()
