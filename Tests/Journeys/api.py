"""The API as a client sees it: calls, event streams, and the people who use them. Standard library only."""

import http.client
import json
import queue
import secrets
import socket
import threading
import time
from dataclasses import dataclass, field

#: Every answer to a call under /api/ that the tests saw: what test_the_document checks the OpenAPI document against.
SEEN = []

PROBLEM = "application/problem+json"


@dataclass
class Answer:
    method: str
    path: str
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float = 0.0

    def json(self):
        return json.loads(self.body)

    @property
    def type(self):
        return (self.headers.get("Content-Type") or "").split(";")[0]

    def __str__(self):
        return f"{self.method} {self.path} → {self.status} {self.type} {self.body[:300]!r}"


def is_problem(answer, *statuses):
    """A problem document (RFC 9457) with one of the statuses; returns it."""
    assert answer.status in statuses, f"wanted {statuses}: {answer}"
    assert answer.type == PROBLEM, f"wanted a problem document: {answer}"
    document = answer.json()
    assert document["status"] == answer.status, answer
    assert document.get("title"), f"a problem needs a title: {answer}"
    assert document.get("type"), f"a problem needs a type: {answer}"
    assert answer.headers.get("Cache-Control") == "no-store", f"kept by caches: {answer}"
    return document


class Client:
    """One person's connection to an installation."""

    def __init__(self, base, token=None, source=None):
        self.host, self.port = base.removeprefix("http://").split(":")
        self.token = token
        self.source = source
        self.connection = None

    def request(self, method, path, body=None, headers=None, timeout=30):
        """One request as it is given; the connection is kept for the next one."""
        headers = dict(headers or {})
        began = time.monotonic()
        for attempt in (1, 2):
            fresh = self.connection is None
            if fresh:
                address = (self.source, 0) if self.source else None
                self.connection = http.client.HTTPConnection(self.host, int(self.port), timeout, source_address=address)
            try:
                self.connection.timeout = timeout
                self.connection.request(method, path, body, headers)
                response = self.connection.getresponse()
                content = response.read()
                break
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                # The server closes connections that were quiet for long; a fresh one must work.
                self.close()
                if fresh or attempt == 2:
                    raise
            except Exception:
                self.close()
                raise
        if response.will_close:
            self.close()
        answer = Answer(method, path, response.status, response.headers, content, time.monotonic() - began)
        if path.startswith("/api/"):
            SEEN.append(answer)
        return answer

    def call(self, method, path, body=None, headers=None, token=None, **more):
        """A call of the API: JSON in, JSON out, with this person's token."""
        headers = dict(headers or {})
        token = self.token if token is None else token
        if token:
            headers.setdefault("Authorization", f"Bearer {token}")
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body).encode()
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        return self.request(method, path, body, headers, **more)

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, {} if body is None else body, **more)

    def delete(self, path, **more):
        return self.call("DELETE", path, **more)

    def connect(self):
        """Opens the connection now, so that a race is not about who connects first."""
        self.connection = http.client.HTTPConnection(self.host, int(self.port), timeout=60)
        self.connection.connect()

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


@dataclass
class Event:
    name: str
    id: str | None
    data: object


class Stream:
    """An open event stream, read by a thread of its own."""

    def __init__(self, base, path, token, last_event_id=None, cookie=None):
        host, port = base.removeprefix("http://").split(":")
        self.events, self.comments, self.raw = [], [], b""
        self.arrived = queue.Queue()
        headers = {"Accept": "text/event-stream"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if cookie:
            headers["Cookie"] = cookie
        if last_event_id is not None:
            headers["Last-Event-ID"] = str(last_event_id)
        self.connection = http.client.HTTPConnection(host, int(port), timeout=60)
        self.connection.request("GET", path, headers=headers)
        self.response = self.connection.getresponse()
        self.status = self.response.status
        self.headers = self.response.headers
        if self.status == 200:
            self.thread = threading.Thread(target=self.read, daemon=True)
            self.thread.start()
        else:
            self.body = self.response.read()
            self.close()

    def read(self):
        name, identity, data = "message", None, []
        try:
            while line := self.response.readline():
                self.raw += line
                line = line.decode().rstrip("\n").rstrip("\r")
                if not line:
                    if data:
                        event = Event(name, identity, json.loads("\n".join(data)))
                        self.events.append(event)
                        self.arrived.put(event)
                    name, identity, data = "message", None, []
                elif line.startswith(":"):
                    self.comments.append((time.monotonic(), line))
                else:
                    key, _, value = line.partition(":")
                    value = value.removeprefix(" ")
                    if key == "event":
                        name = value
                    elif key == "id":
                        identity = value
                    elif key == "data":
                        data.append(value)
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass
        self.arrived.put(None)

    def next(self, name="message", timeout=5):
        """The next event of that name; others are passed over."""
        until = time.monotonic() + timeout
        while (left := until - time.monotonic()) > 0:
            try:
                event = self.arrived.get(timeout=left)
            except queue.Empty:
                break
            if event is None:
                raise AssertionError(f"the stream ended while waiting for {name}; had {self.events}")
            if event.name == name:
                return event
        raise AssertionError(f"no {name} event within {timeout} s; had {self.events}")

    def ended(self, timeout=5):
        self.thread.join(timeout)
        return not self.thread.is_alive()

    def close(self):
        try:
            if self.connection.sock:
                self.connection.sock.shutdown(socket.SHUT_RDWR)
            elif self.response.fp:
                self.response.fp.raw._sock.shutdown(socket.SHUT_RDWR)
        except (OSError, AttributeError):
            pass
        self.connection.close()


class Talker:
    """Somebody in a talk: what seekers and counsellors have in common."""

    def __init__(self, base, token):
        self.base = base
        self.token = token
        self.client = Client(base, token)

    def path(self, conversation, rest=""):
        return f"/api/v1/conversations/{conversation}{rest}"

    def say(self, conversation, text, client_id=None, status=201):
        body = {"clientId": client_id or secrets.token_hex(8), "text": text}
        answer = self.client.post(self.path(conversation, "/messages"), body)
        assert answer.status == status, answer
        return answer.json()["number"] if answer.status in (200, 201) else answer

    def read(self, conversation, after=None):
        query = "" if after is None else f"?after={after}"
        answer = self.client.get(self.path(conversation, "/messages" + query))
        assert answer.status == 200, answer
        return answer.json()

    def texts(self, conversation, after=None):
        """What people said, without what the system says."""
        return [m["text"] for m in self.read(conversation, after)["messages"] if m["author"] != "system"]

    def listen(self, conversation, after=None, last_event_id=None):
        query = "" if after is None else f"?after={after}"
        stream = Stream(self.base, self.path(conversation, "/events" + query), self.token, last_event_id)
        assert stream.status == 200, (stream.status, stream.body)
        return stream


class Seeker(Talker):
    def __init__(self, base, line, text=None, language="nl", **more):
        body = {"line": line, "language": language} | ({"text": text} if text else {}) | more
        answer = Client(base).post("/api/v1/conversations", body)
        challenge = answer.json().get("challenge") if answer.status == 429 else None
        if challenge:
            from floods import solve

            # Where many begin at once, a client does the small sum that is asked and goes on.
            answer = Client(base).post("/api/v1/conversations", body | {"proof": solve(challenge)})
        assert answer.status == 201, answer
        self.started = answer.json()
        self.id = self.started["id"]
        self.line = line
        super().__init__(base, self.started["token"])

    def write(self, text, **more):
        return self.say(self.id, text, **more)

    def read_all(self, after=None):
        return self.read(self.id, after)

    def leave(self):
        return self.client.post(self.path(self.id, "/leave"))

    def erase(self):
        return self.client.delete(self.path(self.id))

    def code(self):
        answer = self.client.post(self.path(self.id, "/return-code"))
        assert answer.status == 201, answer
        return answer.json()["code"]


class Counsellor(Talker):
    """A member of staff, signed in."""

    def __init__(self, base, account):
        answer = Client(base).post("/api/v1/sessions", {"name": account["name"], "password": account["password"]})
        assert answer.status == 201, answer
        self.session = answer.json()
        self.account = account
        super().__init__(base, self.session["token"])

    def next(self, lines=None):
        return self.client.post("/api/v1/queue/next", {"lines": lines} if lines else {})

    def take(self, lines=None):
        answer = self.next(lines)
        assert answer.status == 200, answer
        return answer.json()["id"]

    def close_talk(self, conversation, contact=None):
        return self.client.post(self.path(conversation, "/close"), {"contact": contact or {}})


@dataclass
class Company:
    """The people of a test and their talks; everything is ended afterwards, so that queues are empty for the next test."""

    installation: object
    seekers: list = field(default_factory=list)
    taken: list = field(default_factory=list)
    streams: list = field(default_factory=list)

    def line(self, role="counsellor", **which):
        return self.installation.account(role, **which)["lines"][0]

    def seeker(self, line=None, **more):
        seeker = Seeker(self.installation.base, line or self.line(), **more)
        self.seekers.append(seeker)
        return seeker

    def staff(self, role="counsellor", **which):
        """The same session for the same account: signing in costs a scrypt on purpose."""
        account = self.installation.account(role, **which)
        sessions = self.installation.sessions
        if account["name"] not in sessions:
            sessions[account["name"]] = Counsellor(self.installation.base, account)
        return sessions[account["name"]]

    def take(self, counsellor, lines=None):
        conversation = counsellor.take(lines)
        self.taken.append((counsellor, conversation))
        return conversation

    def talk(self, text="Hallo", **which):
        """A seeker and a counsellor in an open talk."""
        counsellor = self.staff(**which)
        seeker = self.seeker(counsellor.account["lines"][0], text=text)
        conversation = self.take(counsellor, [seeker.line])
        assert conversation == seeker.id, "somebody else was waiting"
        return seeker, counsellor

    def listen(self, who, conversation, **more):
        stream = who.listen(conversation, **more)
        self.streams.append(stream)
        return stream

    def end(self):
        for stream in self.streams:
            stream.close()
        for counsellor, conversation in self.taken:
            counsellor.close_talk(conversation)
        for seeker in self.seekers:
            seeker.erase()
