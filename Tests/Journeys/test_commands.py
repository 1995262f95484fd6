"""The command line: what it does, what it says when something is wrong, and its exit codes."""

import re
import shutil
import socket
import subprocess

import pytest

from api import Client
from installation import BINARY, ROOT, Installation, environment, free_port, vangnet


def says_what_to_do(done, code):
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert done.stderr.strip(), "nothing was said"
    for trace in ("Fatal error", "Crash", "Stack dump", "stack trace", "0x0", "Swift/", "/Sources/", "Optional("):
        assert trace not in done.stderr, done.stderr


def test_help_names_every_command():
    done = vangnet("--help")
    assert done.returncode == 0
    for command in ("demo", "serve", "init", "staff", "pack", "observations", "verify"):
        assert re.search(rf"\b{command}\b", done.stdout), f"{command} is not in the help"


@pytest.mark.parametrize("arguments", [
    ["nonsense"], ["demo", "--nonsense"], ["demo", "--port", "abc"], ["demo", "--port"], ["pack", "check"],
    ["observations", "import"], ["staff", "nonsense"], ["demo", "extra"], ["demo", "--load-cap", "-3"], ["demo", "--port", "99999"],
], ids=" ".join)
def test_wrong_usage_is_64(arguments):
    says_what_to_do(vangnet(*arguments, timeout=8), 64)


def test_a_port_that_is_taken_is_2():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = vangnet("demo", "--port", port)
        says_what_to_do(done, 2)
        assert str(port) in done.stderr


def test_a_database_that_does_not_answer_is_2():
    done = vangnet("demo", "--port", free_port(), "--database", f"postgres://nobody:geheim123@127.0.0.1:{free_port()}/x")
    says_what_to_do(done, 2)
    assert "geheim123" not in done.stderr + done.stdout


@pytest.mark.parametrize("database", ["mysql://x/y", "sqlite:", "nonsense"])
def test_a_database_of_a_kind_that_we_do_not_know_is_wrong_usage_or_input(database):
    done = vangnet("demo", "--port", free_port(), "--database", database)
    assert done.returncode in (1, 2, 64) and done.stderr.strip()


def test_a_folder_that_cannot_be_written_is_2(tmp_path):
    (tmp_path / "file").write_text("")
    done = vangnet("demo", "--port", free_port(), "--data", tmp_path / "file" / "data")
    says_what_to_do(done, 2)


def test_two_on_one_folder_is_refused(tmp_path):
    """Two programs that each think the data are theirs would lose words."""
    with Installation(data=tmp_path / "data"):
        done = vangnet("demo", "--port", free_port(), "--data", tmp_path / "data", timeout=8)
        says_what_to_do(done, 2)


def test_without_data_the_demo_leaves_nothing_behind(tmp_path):
    port = free_port()
    process = subprocess.Popen(
        [BINARY, "demo", "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=environment() | {"TMPDIR": str(tmp_path)},
    )
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line == "ready\n":
                break
        assert f"open http://localhost:{port}/\n" in lines or f"open http://127.0.0.1:{port}/\n" in lines, lines
        assert Client(f"http://127.0.0.1:{port}").get("/api/v1/door").status == 200
    finally:
        process.terminate()
        assert process.wait(15) == 0
    assert list(tmp_path.iterdir()) == []


def test_the_demo_says_who_has_the_folder_has_the_passwords(shared):
    said = shared.out.read_text() + shared.err.read_text()
    assert "password" in said.lower() or "wachtwoord" in said.lower()
    assert str(shared.data) in said or "folder" in said.lower() or "map" in said.lower()


def test_a_good_pack_passes():
    done = vangnet("pack", "check", ROOT / "Packs/nederland")
    assert done.returncode == 0, done.stdout + done.stderr


def broken_pack(tmp_path, change):
    pack = tmp_path / "pack"
    shutil.copytree(ROOT / "Packs/nederland", pack)
    change(pack)
    return vangnet("pack", "check", pack)


def edit(name, pattern, to):
    def change(pack):
        path = pack / name
        text = path.read_text()
        changed = re.sub(pattern, to, text, count=1, flags=re.M)
        assert changed != text, f"{pattern} is not in {name}"
        path.write_text(changed)
    return change


@pytest.mark.parametrize("name, change", [
    ("lines.yaml", edit("lines.yaml", r"^(\s*)organisation: .*$", r"\1organisation: no-such-organisation")),
    ("lines.yaml", edit("lines.yaml", r"^(\s*)group: .*$", r"\1gruop: x")),
    ("organisations.yaml", edit("organisations.yaml", r"^", "\tnot: [yaml\n")),
    ("lines.yaml", lambda pack: (pack / "lines.yaml").unlink()),
    ("lines.yaml", lambda pack: (pack / "lines.yaml").write_bytes(b"\xff\xfe\x00")),
], ids=["unknown organisation", "misspelt key", "not YAML", "file missing", "not text"])
def test_a_broken_pack_is_refused_with_file_and_line(tmp_path, name, change):
    done = broken_pack(tmp_path, change)
    assert done.returncode == 1, done.stdout + done.stderr
    said = done.stdout + done.stderr
    assert re.search(rf"{re.escape(name)}(:\d+)?", said), said
    assert "Fatal error" not in said


def test_every_mistake_is_named_not_only_the_first(tmp_path):
    def change(pack):
        edit("lines.yaml", r"^(\s*)organisation: .*$", r"\1organisation: eerste-fout")(pack)
        path = pack / "organisations.yaml"
        path.write_text(path.read_text() + "\n  - id: [\n")
    done = broken_pack(tmp_path, change)
    said = done.stdout + done.stderr
    assert done.returncode == 1 and "organisations.yaml" in said


def test_a_folder_without_a_pack_is_refused(tmp_path):
    done = vangnet("pack", "check", tmp_path / "nothing")
    assert done.returncode in (1, 2) and str(tmp_path / "nothing") in done.stderr + done.stdout
