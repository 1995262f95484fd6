"""Live delivery: nothing is lost, nothing comes twice, whatever happens to the connection."""

import secrets
import threading
import time

from api import Client, Company, Stream, is_problem
from installation import in_threads


def test_both_sides_see_each_word_at_once(company):
    seeker, counsellor = company.talk("Hallo")
    mine, theirs = company.listen(seeker, seeker.id), company.listen(counsellor, seeker.id)
    for stream in (mine, theirs):
        first = stream.next()
        while first.data["author"] == "system":
            first = stream.next()
        assert first.data["text"] == "Hallo" and first.id == str(first.data["number"])
    number = counsellor.say(seeker.id, "Fijn dat je er bent")
    for stream in (mine, theirs):
        event = stream.next()
        assert event.data["text"] == "Fijn dat je er bent" and event.id == str(number)
        assert event.data["author"] == "counsellor" and event.data["organisation"]
    assert event.data == counsellor.read(seeker.id, number - 1)["messages"][0], "the same as in `messages`"


def test_only_messages_have_an_id(company):
    seeker = company.seeker(text="Hallo")
    stream = company.listen(seeker, seeker.id)
    stream.next()
    counsellor = company.staff(line=seeker.line)
    company.take(counsellor, [seeker.line])
    assert stream.next("state").data["state"] in ("waiting", "open")
    while stream.events[-1].data.get("state") != "open":
        stream.next("state")
    counsellor.say(seeker.id, "Dag")
    while stream.next().data["text"] != "Dag":
        pass
    assert counsellor.close_talk(seeker.id).status == 204
    while stream.next("state").data["state"] != "closed":
        pass
    assert all((e.id is not None) == (e.name == "message") for e in stream.events), stream.events
    assert b"\r" not in stream.raw
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    assert stream.headers["Cache-Control"] == "no-store"


def test_the_seeker_hears_that_the_place_in_the_queue_moves(company):
    line = company.line()
    _, second = company.seeker(line), company.seeker(line)
    stream = company.listen(second, second.id)
    company.take(company.staff(line=line), [line])
    until = time.monotonic() + 5
    while stream.next("state", until - time.monotonic()).data.get("position") != 1:
        pass


def test_the_last_event_id_wins_over_after(company):
    seeker, counsellor = company.talk("een")
    two, three = seeker.write("twee"), seeker.write("drie")
    assert company.listen(seeker, seeker.id, after=0, last_event_id=two).next().data["text"] == "drie"
    assert company.listen(seeker, seeker.id, after=two).next().data["text"] == "drie"
    quiet = company.listen(seeker, seeker.id, last_event_id=three)
    four = seeker.write("vier")
    event = quiet.next()
    assert (event.data["text"], event.id) == ("vier", str(four))
    for odd in ("abc", "-5", "99999999999999999999999"):
        stream = Stream(seeker.base, seeker.path(seeker.id, f"/events?after={odd}"), seeker.token)
        company.streams.append(stream)
        assert stream.status in (200, 400, 422)


def test_a_connection_that_breaks_at_every_step_leaves_no_gap_and_no_double(company):
    """Cut after each event, at random moments, while the other side goes on writing."""
    seeker, counsellor = company.talk("0")
    total = 120
    done = threading.Event()

    def write():
        for i in range(1, total + 1):
            counsellor.say(seeker.id, str(i))
            time.sleep(0.004 * secrets.randbelow(3))
        done.set()

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    seen, last, connections = [], None, 0
    until = time.monotonic() + 40
    while len(seen) < total + 1 and time.monotonic() < until:
        stream = seeker.listen(seeker.id, last_event_id=last)
        connections += 1
        for _ in range(1 + secrets.randbelow(4)):
            event = stream.next(timeout=10)
            last = event.id
            if event.data["author"] != "system":
                seen.append(event.data["text"])
            if len(seen) == total + 1:
                break
        stream.close()
    writer.join(10)
    assert connections > 20
    assert seen == [str(i) for i in range(total + 1)]
    assert seeker.texts(seeker.id) == seen


def test_many_who_write_at_once_are_read_in_one_order(company):
    seeker, counsellor = company.talk("begin")
    streams = [company.listen(seeker, seeker.id), company.listen(counsellor, seeker.id)]

    def write(who, barrier):
        client = Client(seeker.base, (seeker if who % 2 else counsellor).token)
        barrier.wait()
        return [
            client.post(seeker.path(seeker.id, "/messages"), {"clientId": f"{who}-{i}", "text": f"{who}-{i}"}).json()["number"]
            for i in range(25)
        ]

    numbers = in_threads(write, range(8))
    everything = [n for some in numbers for n in some]
    assert len(set(everything)) == 200
    assert all(some == sorted(some) for some in numbers), "somebody's own words changed places"
    stored = [m for m in seeker.read_all()["messages"] if m["number"] in set(everything)]
    for stream in streams:
        until = time.monotonic() + 10
        while stream.next(timeout=until - time.monotonic()).data["number"] != max(everything):
            pass
        got = [e.data for e in stream.events if e.name == "message" and e.data["number"] in set(everything)]
        assert got == stored


def test_the_same_message_sent_ten_times_at_once_is_one_message(company):
    seeker, _ = company.talk("Hallo")

    def send(_, barrier):
        client = Client(seeker.base, seeker.token)
        client.connect()
        barrier.wait()
        return client.post(seeker.path(seeker.id, "/messages"), {"clientId": "dubbel", "text": "Eén keer"})

    answers = in_threads(send, range(10))
    assert sorted(a.status for a in answers) == [200] * 9 + [201]
    assert len({a.json()["number"] for a in answers}) == 1
    assert seeker.texts(seeker.id) == ["Hallo", "Eén keer"]


def test_a_quiet_stream_says_that_it_is_alive_and_a_stream_ends_with_what_it_may_read(company):
    seeker, counsellor = company.talk("Hallo")
    stream, theirs = company.listen(seeker, seeker.id), company.listen(counsellor, seeker.id)
    stream.next()
    began = time.monotonic()
    while not stream.comments and time.monotonic() - began < 20:
        time.sleep(0.1)
    assert stream.comments, "nothing was heard for 20 s"
    assert seeker.erase().status == 204
    assert stream.ended(5) and theirs.ended(5), "a stream of an erased talk stays open"
    for who in (seeker, counsellor):
        again = Stream(who.base, who.path(seeker.id, "/events"), who.token)
        assert again.status in (401, 404)


def test_a_stream_stops_when_its_session_stops(company):
    """Signing out, or coming back with the code elsewhere: the old one hears no more."""
    seeker, counsellor = company.talk("Hallo")
    code = seeker.code()
    stream = company.listen(seeker, seeker.id)
    stream.next()
    back = Client(seeker.base).post("/api/v1/return", {"code": code})
    assert back.status == 200, back
    counsellor.say(seeker.id, "Alleen voor wie terugkwam")
    time.sleep(1)
    assert "Alleen voor wie terugkwam" not in [e.data.get("text") for e in stream.events if e.name == "message"]
    is_problem(seeker.client.get(seeker.path(seeker.id, "/messages")), 401, 404)
    seeker.token = seeker.client.token = back.json()["token"]


def test_the_server_ends_its_streams_when_it_stops(own):
    installation = own()
    company = Company(installation)
    seeker, _ = company.talk("Hallo")
    streams = [seeker.listen(seeker.id) for _ in range(20)]
    for stream in streams:
        stream.next()
    began = time.monotonic()
    assert installation.stop() == 0
    assert time.monotonic() - began < 5, "stopping waits for open streams"
    assert all(stream.ended(2) for stream in streams)
