"""A second factor at sign-in: switched on by the command, asked for by the API and by the desk without script."""

import base64
import hashlib
import hmac
import re
import struct
import time

from api import Client, is_problem
from installation import vangnet
from pages import Visitor


def code(secret, steps=0):
    """RFC 6238, as a phone does it."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def staff(installation, *arguments, stdin=""):
    """`vangnet staff …` on the folder and the database of a demonstration that runs."""
    env = {"VANGNET_DATA": str(installation.data)}
    if installation.database:
        env["VANGNET_DATABASE"] = installation.database
    return vangnet("staff", *arguments, stdin=stdin, env=env)


def switched_on(installation, account):
    done = staff(installation, "otp", account["name"], stdin=account["password"] + "\n")
    assert done.returncode == 0, done.stderr
    secret = re.search(r"^secret: ([A-Z2-7]{32})$", done.stdout, re.M).group(1)
    address = re.search(r"^otpauth://totp/.*$", done.stdout, re.M).group(0)
    assert f":{account['name']}?" in address and f"secret={secret}&" in address
    assert account["password"] not in done.stdout + done.stderr
    return secret


def signed_in(installation, account, **more):
    return Client(installation.base).post(
        "/api/v1/sessions", {"name": account["name"], "password": account["password"], **more})


def test_the_api_takes_password_and_code_together_and_each_code_once(own):
    installation = own()
    account, other = installation.account("counsellor"), installation.account("counsellor", nth=1)
    earlier = signed_in(installation, account).json()["token"]
    secret = switched_on(installation, account)
    assert Client(installation.base, earlier).get("/api/v1/queue").status == 401
    wrong = is_problem(Client(installation.base).post(
        "/api/v1/sessions", {"name": account["name"], "password": "een ander wachtwoord"}), 401)
    for refused in (signed_in(installation, account), signed_in(installation, account, otp="000000x"),
                    signed_in(installation, account, otp=code(secret, 5)), signed_in(installation, account, otp=None)):
        assert is_problem(refused, 401) == wrong
    good = code(secret)
    answer = signed_in(installation, account, otp=good)
    assert answer.status == 201, answer
    assert Client(installation.base, answer.json()["token"]).get("/api/v1/queue").status == 200
    assert is_problem(signed_in(installation, account, otp=good), 401) == wrong
    # Others go in as before, and a code that nobody asks for does no harm.
    assert signed_in(installation, other, otp="123456").status == 201
    installation.stop()
    for path in installation.data.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert secret.encode() not in held and base64.b32decode(secret) not in held, path


def test_the_desk_without_script_asks_for_the_code_after_the_password(own):
    installation = own()
    account = installation.account("counsellor")
    secret = switched_on(installation, account)
    desk = Visitor(installation.base)
    field = "Code uit je app"
    assert field not in desk.text(desk.get("/desk"))
    for name, password in ((account["name"], "een ander wachtwoord"), ("niemand", account["password"])):
        page = desk.post("/desk/login", {"naam": name, "wachtwoord": password})
        assert page.status == 401 and field not in desk.text(page) and "s" not in desk.cookies
    page = desk.post("/desk/login", {"naam": account["name"], "wachtwoord": account["password"]})
    assert page.status == 200 and field in desk.text(page) and "Wachtwoord" not in desk.text(page)
    # Half way in is not in.
    assert "Volgende gesprek" not in desk.text(desk.get("/desk")) and field in desk.text(desk.get("/desk"))
    assert desk.post("/desk/next").status == 401
    assert Client(installation.base, desk.cookies["s"]).get("/api/v1/queue").status == 401
    page = desk.post("/desk/code", {"code": "000000x"})
    assert page.status == 401 and field in desk.text(page) and "klopt niet" in desk.text(page)
    good = code(secret)
    page = desk.post("/desk/code", {"code": f"{good[:3]} {good[3:]}"})
    assert page.status == 200 and "Volgende gesprek" in desk.text(page)
    assert desk.get("/en/desk").status == 200
    # Who starts again is asked for everything again.
    desk.post("/desk/logout")
    desk.post("/desk/login", {"naam": account["name"], "wachtwoord": account["password"]})
    page = desk.post("/desk/logout")
    assert field not in desk.text(page) and "Wachtwoord" in desk.text(page)
    page = desk.post("/desk/code", {"code": code(secret, 1)})
    assert page.status == 401 and "Wachtwoord" in desk.text(page)


def test_switching_off_is_enough_for_who_lost_their_phone(own):
    installation = own()
    account = installation.account("counsellor")
    switched_on(installation, account)
    assert signed_in(installation, account).status == 401
    done = staff(installation, "otp", account["name"], "--off")
    assert done.returncode == 0 and not done.stdout, done
    assert signed_in(installation, account).status == 201
    for arguments, stdin in ((("otp", account["name"]), "een ander wachtwoord\n"), (("otp", "niemand"), "iets langs genoeg\n"),
                             (("otp", "niemand", "--off"), ""), (("otp", account["name"]), "")):
        done = staff(installation, *arguments, stdin=stdin)
        assert done.returncode == 1 and done.stderr.strip() and "secret" not in done.stdout, (arguments, done)
    assert staff(installation, "otp").returncode == 64
