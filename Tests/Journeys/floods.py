"""What a client does that is asked for a small sum before it may begin a talk."""

import hashlib
import itertools

from api import Client, is_problem


def zero_bits(digest):
    return 256 - int.from_bytes(digest, "big").bit_length()


def solve(challenge):
    """The proof that the contract describes: SHA-256 of `id:nonce` begins with so many zero bits."""
    assert challenge["algorithm"] == "sha256" and 1 <= challenge["bits"] <= 16, challenge
    for nonce in itertools.count():
        if zero_bits(hashlib.sha256(f"{challenge['id']}:{nonce}".encode()).digest()) >= challenge["bits"]:
            return {"challenge": challenge["id"], "nonce": str(nonce)}


def begin(client, line, proof=None, **more):
    body = {"line": line, "language": "nl"} | more | ({"proof": proof} if proof is not None else {})
    return client.post("/api/v1/conversations", body)


def challenge_of(answer):
    document = is_problem(answer, 429)
    assert 1 <= int(answer.headers["Retry-After"]) <= 660
    return document["challenge"]


def challenged(base, line, tries=400):
    """Starts without proof until one is asked for; the challenge, and what got in before it."""
    client = Client(base)
    began = []
    for _ in range(tries):
        answer = begin(client, line)
        if answer.status == 429:
            client.close()
            return challenge_of(answer), began
        assert answer.status == 201, answer
        began.append(answer.json())
    raise AssertionError(f"{tries} starts and nothing was asked")
