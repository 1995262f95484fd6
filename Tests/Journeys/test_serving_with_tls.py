"""`vangnet serve` that speaks TLS itself: HTTP/1.1 and HTTP/2, streams, and files that do not fit."""

import contextlib
import http.client
import json
import re
import signal
import socket
import ssl
import struct
import subprocess
import time
import urllib.request

import pytest

from installation import BINARY, environment, free_port, vangnet

PASSWORD = "een lang wachtwoord"
LINE = "kindertelefoon-chat"


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A certificate that vouches for itself, its key, and a key of somebody else."""
    folder = tmp_path_factory.mktemp("tls")
    openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", 2,
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        "-keyout", folder / "key.pem", "-out", folder / "chain.pem")
    openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", folder / "other.pem")
    (folder / "empty.pem").write_text("")
    return folder


class Served:
    """`vangnet serve` on a folder of its own."""

    def __init__(self, folder, files):
        self.port, self.admin = free_port(), free_port()
        self.out = folder / "out"
        self.certificate = files / "chain.pem"
        self.env = {
            "VANGNET_DATA": str(folder / "data"), "VANGNET_PORT": str(self.port), "VANGNET_ADMIN_PORT": str(self.admin),
            "VANGNET_TLS_CERT": str(files / "chain.pem"), "VANGNET_TLS_KEY": str(files / "key.pem"),
        }
        for command in (["init", "--organisation", "kindertelefoon"],
                        ["staff", "add", "noor", "--organisation", "kindertelefoon", "--role", "counsellor", "--line", LINE]):
            done = vangnet(*command, stdin=PASSWORD + "\n", env=self.env)
            assert done.returncode == 0, done.stderr
        with open(self.out, "wb") as out, open(folder / "err", "wb") as err:
            self.process = subprocess.Popen(
                [BINARY, "serve"], stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment() | self.env)
        until = time.monotonic() + 20
        while b"ready\n" not in self.out.read_bytes():
            assert self.process.poll() is None, (folder / "err").read_text()
            assert time.monotonic() < until
            time.sleep(0.02)

    def tls(self, *protocols, **versions):
        """A connection that trusts this certificate and no other."""
        context = ssl.create_default_context(cafile=self.certificate)
        for name, value in versions.items():
            setattr(context, name, value)
        context.set_alpn_protocols(protocols or ("http/1.1",))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        return context.wrap_socket(plain, server_hostname="localhost")

    def ask(self, method, path, body=None, token=None):
        """One request over HTTP/1.1."""
        connection = http.client.HTTPConnection("localhost")
        connection.sock = self.tls()
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        with contextlib.closing(connection):
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def streams(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin}/metrics", timeout=5) as answer:
            return int(re.search(r"^vangnet_event_streams (\d+)$", answer.read().decode(), re.M).group(1))

    def has_streams(self, count):
        until = time.monotonic() + 2
        while self.streams() != count:
            assert time.monotonic() < until, f"{self.streams()} streams, not {count}"
            time.sleep(0.02)

    def stop(self, within=15):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within)


@pytest.fixture
def served(tmp_path, files):
    server = Served(tmp_path, files)
    yield server
    server.process.kill()
    server.process.wait()


class Browser:
    """As much of HTTP/2 (RFC 9113) as it takes to ask, read, and give up one stream of many on one connection."""

    DATA, HEADERS, RESET, SETTINGS, PING, WINDOW = 0, 1, 3, 4, 6, 8
    END_STREAM, END_HEADERS, ACK = 1, 4, 1

    def __init__(self, served):
        self.socket = served.tls("h2", "http/1.1")
        assert self.socket.selected_alpn_protocol() == "h2"
        self.socket.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        self.send(self.SETTINGS, 0, 0)
        self.last, self.bodies, self.heads, self.ended = -1, {}, {}, set()

    def send(self, kind, flags, stream, payload=b""):
        self.socket.sendall(struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload)

    def ask(self, method, path, token=None, body=None):
        """The number of the stream on which the answer comes."""
        self.last += 2
        fields = [(":method", method), (":scheme", "https"), (":authority", "localhost"), (":path", path)]
        fields += [("authorization", f"Bearer {token}")] if token else []
        fields += [("content-type", "application/json")] if body is not None else []
        # Each field as a literal that nobody has to remember (RFC 7541 §6.2.2); all are shorter than 127 bytes.
        block = b"".join(b"\0" + bytes([len(n)]) + n.encode() + bytes([len(v)]) + v.encode() for n, v in fields)
        self.bodies[self.last] = b""
        self.send(self.HEADERS, self.END_HEADERS | (self.END_STREAM if body is None else 0), self.last, block)
        if body is not None:
            self.send(self.DATA, self.END_STREAM, self.last, json.dumps(body).encode())
        return self.last

    def exactly(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            assert part, "the server closed the connection"
            data += part
        return data

    def step(self):
        head = self.exactly(9)
        kind, flags, stream = head[3], head[4], struct.unpack(">I", head[5:])[0]
        payload = self.exactly(int.from_bytes(head[:3], "big"))
        if kind == self.DATA:
            self.bodies[stream] += payload
            if payload:
                for of in (0, stream):
                    self.send(self.WINDOW, 0, of, struct.pack(">I", len(payload)))
        elif kind == self.HEADERS:
            self.heads[stream] = payload
        elif kind == self.SETTINGS and not flags & self.ACK:
            self.send(self.SETTINGS, self.ACK, 0)
        elif kind == self.PING and not flags & self.ACK:
            self.send(self.PING, self.ACK, 0, payload)
        if kind in (self.DATA, self.HEADERS) and flags & self.END_STREAM:
            self.ended.add(stream)

    def until(self, stream, text):
        """Reads until this stays in what came on the stream."""
        self.socket.settimeout(5)
        while text.encode() not in self.bodies[stream]:
            self.step()
        return self.bodies[stream].decode()

    def whole(self, stream):
        self.socket.settimeout(10)
        while stream not in self.ended:
            self.step()
        return self.bodies[stream]

    def give_up(self, stream):
        self.send(self.RESET, 0, stream, struct.pack(">I", 8))


def test_the_door_is_read_over_both_versions_of_http_and_of_tls(served):
    assert f"open https://127.0.0.1:{served.port}/" in served.out.read_text().splitlines()
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        with served.tls("h2", "http/1.1", minimum_version=version, maximum_version=version) as secure:
            assert secure.version() == version.name.replace("_", ".") and secure.selected_alpn_protocol() == "h2"
    status, headers, body = served.ask("GET", "/")
    assert status == 200 and b"0800-2000" in body
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    for path in ("/t", "/niets", "/api/v1/queue"):
        assert served.ask("GET", path)[1]["Strict-Transport-Security"] == "max-age=31536000", path
    browser = Browser(served)
    stream = browser.ask("GET", "/")
    assert browser.whole(stream) == body
    # `:status 200` is one byte (RFC 7541, appendix A, 8).
    assert browser.heads[stream][0] == 0x88


def test_curl_speaks_http_2_with_it(served):
    def fetched(*options):
        done = subprocess.run(
            ["curl", "-s", "-i", "--cacert", served.certificate, "--connect-to", f"localhost:443:127.0.0.1:{served.port}",
             *options, "https://localhost/"], capture_output=True, timeout=20)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode()

    two, one = fetched("--http2"), fetched("--http1.1")
    assert two.startswith("HTTP/2 200") and "strict-transport-security: max-age=31536000" in two
    assert one.startswith("HTTP/1.1 200") and two.split("\r\n\r\n", 1)[1] == one.split("\r\n\r\n", 1)[1]


def test_what_is_older_or_not_tls_is_refused_and_who_says_nothing_is_let_go(served):
    context_is_old = {"minimum_version": ssl.TLSVersion.TLSv1_1, "maximum_version": ssl.TLSVersion.TLSv1_1}
    with pytest.raises(ssl.SSLError), pytest.warns(DeprecationWarning):
        served.tls(**context_is_old)
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            assert b"HTTP" not in plain.recv(1000)
    with socket.create_connection(("127.0.0.1", served.port), timeout=20) as silent:
        began = time.monotonic()
        assert silent.recv(1) == b""
        assert time.monotonic() - began < 15
    assert served.ask("GET", "/")[0] == 200


def test_a_message_arrives_on_a_stream_over_http_2_and_who_goes_is_noticed(served):
    browser = Browser(served)
    begun = json.loads(browser.whole(
        browser.ask("POST", "/api/v1/conversations", body={"line": LINE, "language": "nl", "text": "Hallo"})))
    path, token = f"/api/v1/conversations/{begun['id']}", begun["token"]
    # More streams at once on one connection than a browser would open connections.
    streams = [browser.ask("GET", f"{path}/events", token) for _ in range(8)]
    for stream in streams:
        assert '"text":"Hallo"' in browser.until(stream, "event: state")
    served.has_streams(8)
    sent = browser.ask("POST", f"{path}/messages", token, {"clientId": "a", "text": "Ben je daar?"})
    assert json.loads(browser.whole(sent))["number"] == 2
    for stream in streams:
        assert browser.until(stream, "Ben je daar?").count("id: 2\n") == 1
    # A counsellor over HTTP/1.1 says something back.
    status, _, body = served.ask("POST", "/api/v1/sessions", {"name": "noor", "password": PASSWORD})
    assert status == 201
    counsellor = json.loads(body)["token"]
    assert json.loads(served.ask("POST", "/api/v1/queue/next", {}, counsellor)[2])["id"] == begun["id"]
    assert served.ask("POST", f"{path}/messages", {"clientId": "b", "text": "Ja, ik ben er"}, counsellor)[0] == 201
    for stream in streams:
        browser.until(stream, "Ja, ik ben er")
    # A page that is closed gives up its stream; the others go on. Then the browser is gone as a whole.
    browser.give_up(streams[0])
    served.has_streams(7)
    served.ask("POST", f"{path}/messages", {"clientId": "c", "text": "Vertel maar"}, counsellor)
    browser.until(streams[1], "Vertel maar")
    browser.socket.close()
    served.has_streams(0)


def test_it_stops_in_a_moment_also_when_a_browser_went_out_of_reach(served):
    browser = Browser(served)
    begun = json.loads(browser.whole(browser.ask("POST", "/api/v1/conversations", body={"line": LINE, "language": "nl"})))
    browser.ask("GET", f"/api/v1/conversations/{begun['id']}/events", begun["token"])
    served.has_streams(1)
    # It reads nothing and answers nothing from here on.
    assert served.stop() == 0


@pytest.mark.parametrize("certificate, key, says", [
    ("chain.pem", None, "VANGNET_TLS_KEY"), (None, "key.pem", "VANGNET_TLS_CERT"),
    ("not-there.pem", "key.pem", "not-there.pem"), ("chain.pem", "not-there.pem", "not-there.pem"),
    ("empty.pem", "key.pem", "empty.pem"), ("key.pem", "key.pem", "VANGNET_TLS_CERT"), ("chain.pem", "chain.pem", "VANGNET_TLS_KEY"),
    ("chain.pem", "other.pem", "other.pem"), ("chain.pem", ".", "VANGNET_TLS_KEY"),
], ids=lambda value: value or "nothing")
def test_files_that_do_not_fit_are_said_in_one_sentence_before_anything_is_opened(tmp_path, files, certificate, key, says):
    env = {"VANGNET_DATA": str(tmp_path / "data"), "VANGNET_PORT": str(free_port()), "VANGNET_ADMIN_PORT": "0"}
    env |= {"VANGNET_TLS_CERT": str(files / certificate)} if certificate else {}
    env |= {"VANGNET_TLS_KEY": str(files / key)} if key else {}
    done = vangnet("serve", env=env, timeout=10)
    assert done.returncode == 2, (done.returncode, done.stderr)
    assert says in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert "PRIVATE KEY-----" not in done.stderr and "ready" not in done.stdout
    assert not (tmp_path / "data").exists()
