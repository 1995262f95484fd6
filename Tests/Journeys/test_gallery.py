"""Somebody who makes pages looks at all of them, without an installation."""

import re
import signal
import socket
import subprocess

import pytest

from api import Client
from installation import BINARY, ROOT, environment, vangnet

ROOMS = sorted(f"{p.relative_to(ROOT / 'Sources').parts[0]}/{p.stem.removesuffix('Examples')}" for p in (ROOT / "Sources").rglob("*Examples.swift"))


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    """The server, where it was started, and what it said."""
    folder = tmp_path_factory.mktemp("gallery")
    process = subprocess.Popen(
        [BINARY, "gallery", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder,
        env=environment() | {"TMPDIR": str(folder), "HOME": str(folder)})
    said = []
    for line in process.stdout:
        said.append(line)
        if line == "ready\n":
            break
    else:
        raise AssertionError(f"the gallery ended: {process.stderr.read()}")
    try:
        yield re.match(r"open (http://127\.0\.0\.1:\d+)/\n", said[0]).group(1), folder
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0, process.stderr.read()


def addresses(base):
    return re.findall(r'<td><a href="([^"#]+)', Client(base).get("/").body.decode())


def test_the_list_names_every_room_and_each_page_answers(gallery):
    base, _ = gallery
    index = Client(base).get("/")
    assert index.status == 200 and index.type == "text/html"
    headings = re.findall(r"<h2>([^<]+)</h2>", index.body.decode())
    assert len(ROOMS) >= 6 and sorted(headings) == ROOMS
    found = addresses(base)
    assert len(found) == len(set(found)) > 150
    for path in found:
        assert Client(base).get(path).status == 200, path


def test_a_page_is_the_real_one_in_each_language_and_mirrored(gallery):
    base, _ = gallery
    name = "/conversations-talk-open"
    page = Client(base).get(name)
    text = page.body.decode()
    assert '<html lang="nl">' in text and "Snel weg" in text and 'role="log"' in text and "&lt;&amp;&quot;" in text
    assert page.headers["Cache-Control"] == "no-store" and page.headers["X-Robots-Tag"] == "noindex"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert '<html lang="en">' in Client(base).get("/en" + name).body.decode()
    assert 'dir="rtl"' in Client(base).get("/rtl" + name).body.decode()
    assert Client(base).get("/nothing").status == 404
    door = Client(base).get("/frontdoor-door-usual").body.decode()
    assert 'href="/en/frontdoor-door-usual"' in door


def test_nothing_is_kept_and_no_data_folder_is_made(gallery):
    base, folder = gallery
    Client(base).request("POST", "/g/m", b"a1=Hallo&a2=1", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert list(folder.iterdir()) == []


def test_the_same_pages_come_as_files(gallery, tmp_path):
    base, _ = gallery
    done = vangnet("gallery", "--out", tmp_path / "a/pages")
    assert done.returncode == 0, done.stderr
    files = {f.name for f in (tmp_path / "a/pages").iterdir()}
    assert len(files) == len(addresses(base)) + 1 and str(len(files) - 1) in done.stdout
    index = (tmp_path / "a/pages/index.html").read_text()
    assert set(re.findall(r'<td><a href="([^"#]+)', index)) == files - {"index.html"}
    written = (tmp_path / "a/pages/desk-sign-in-empty.en.html").read_bytes()
    assert written == Client(base).get("/en/desk-sign-in-empty").body


def test_what_is_wrong_is_said():
    assert re.search(r"\bgallery\b", vangnet("--help").stdout)
    assert vangnet("gallery", "--port", "99999").returncode == 64
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = vangnet("gallery", "--port", taken.getsockname()[1], timeout=15)
        assert done.returncode == 2 and str(taken.getsockname()[1]) in done.stderr
    done = vangnet("gallery", "--out", "/proc/nowhere")
    assert done.returncode == 2 and done.stderr.strip() and "Fatal" not in done.stderr
