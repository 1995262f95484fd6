#!/usr/bin/env python3
"""Talks under load, for every server with an adapter (adapters/NAME.py).

  chat_load.py --peer vangnet|xmpp --base URL --pid PID[,PID]
     --mode start   N people at once, each starts a talk, is answered, and starts the next
     --mode paced   N talks; each writes one message every --interval seconds, the sides in turn
     --mode flood   N talks; each writes the next message as soon as the one before was acknowledged
     --signins K    beside it, K people sign in without pause under names that nobody has (Vangnet only)

Bounded by --seconds and --max-ops. Prints one JSON line, and adds it to --out. Delivery is from before the send until
the other side has the text; start is from nothing until both can talk."""
import argparse, asyncio, importlib, random, secrets, time
from benchlib import *


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument('--peer', required=True)
    p.add_argument('--base', required=True)
    p.add_argument('--pid', default='')
    p.add_argument('--mode', default='paced', choices=['start', 'paced', 'flood'])
    p.add_argument('--n', type=int, default=20, help='talks; with start: people at once')
    p.add_argument('--seconds', type=float, default=15)
    p.add_argument('--max-ops', type=int, default=200000)
    p.add_argument('--interval', type=float, default=2)
    p.add_argument('--operators', type=int, default=4)
    p.add_argument('--size', type=int, default=120, help='characters of a message')
    p.add_argument('--drain', type=float, default=8, help='seconds to wait for the last deliveries')
    p.add_argument('--start-burst', type=int, default=4)
    p.add_argument('--password', default='')
    p.add_argument('--signins', type=int, default=0)
    p.add_argument('--opt', action='append', default=[], help='NAME=VALUE for the adapter')
    p.add_argument('--label')
    p.add_argument('--out')
    a = p.parse_args()
    a.o = dict(x.split('=', 1) for x in a.opt)
    return a


class Run:
    def __init__(self, a, peer):
        self.a, self.peer = a, peer
        self.pids = [int(x) for x in a.pid.split(',') if x]
        self.pad = 'lorem ipsum dolor sit amet ' * (a.size // 27 + 1)
        self.errors, self.posts, self.sent, self.end = [], [], 0, 0

    def failed(self, what, e):
        self.errors.append(f'{what} {type(e).__name__}: {e}'[:200])

    def text(self, token):
        return (token + ' ' + self.pad)[:max(self.a.size, 20)]

    def goes_on(self):
        return time.monotonic() < self.end and self.sent < self.a.max_ops

    async def start(self):
        """Everybody starts talk after talk."""
        times = []

        async def person():
            while self.goes_on():
                self.sent += 1
                t = time.monotonic()
                try:
                    chat = await self.peer.start_chat(self.sent)
                    times.append(time.monotonic() - t)
                    await self.peer.close_chat(chat)
                except Exception as e:
                    self.failed('start', e)
                    await asyncio.sleep(0.2)

        meter = Meter(self.pids)
        meter.start()
        self.end = time.monotonic() + self.a.seconds
        await asyncio.gather(*[person() for _ in range(self.a.n)])
        m = meter.stop()
        return {'started': len(times), 'per_s': round(len(times) / m['wall_s'], 2), 'start_ms': summary_ms(times),
                'server_ms_per_start': round(m['server_cpu_s'] * 1000 / max(1, len(times)), 3), **m}

    async def open_talks(self):
        chats, gate = [], asyncio.Semaphore(self.a.start_burst)

        async def one(i):
            async with gate:
                try:
                    chats.append(await self.peer.start_chat(i))
                except Exception as e:
                    self.failed('start', e)
        await asyncio.gather(*[one(i) for i in range(self.a.n)])
        await asyncio.sleep(1)
        return chats

    async def write(self, chat, side, wait_for_delivery=False):
        delivered = asyncio.get_running_loop().create_future() if wait_for_delivery else None
        t = time.monotonic()
        self.sent += 1
        number, token = self.peer.token(side, delivered)
        try:
            await self.peer.send(chat, side, self.text(token))
            self.posts.append(time.monotonic() - t)
            if delivered:
                await asyncio.wait_for(delivered, 10)
        except Exception as e:
            self.peer.pending.pop(number, None)
            self.failed('send', e)
            await asyncio.sleep(0.05)
        return t

    async def paced(self, chat):
        await asyncio.sleep(random.random() * self.a.interval)
        k = chat.i
        while self.goes_on():
            t = await self.write(chat, ('visitor', 'operator')[k % 2])
            k += 1
            # Not beyond the end, so that the CPU is that of the messages.
            await asyncio.sleep(max(0, min(t + self.a.interval, self.end) - time.monotonic()))

    async def flood(self, chat):
        k = chat.i
        while self.goes_on():
            # Who gets no acknowledgement waits until the other side has the message.
            await self.write(chat, ('visitor', 'operator')[k % 2], wait_for_delivery=not self.peer.has_ack)
            k += 1

    async def talk(self):
        a, peer = self.a, self.peer
        chats = await self.open_talks()
        peer.lat = {'visitor': [], 'operator': []}
        peer.extra.clear()
        before = memory(self.pids)
        meter = Meter(self.pids)
        meter.start()
        self.end = time.monotonic() + a.seconds
        signins = [asyncio.create_task(self.sign_in()) for _ in range(a.signins)]
        write = self.paced if a.mode == 'paced' else self.flood
        await asyncio.gather(*[write(c) for c in chats])
        wall = time.monotonic() - meter.t0
        m = meter.stop()
        after = memory(self.pids)
        for s in signins:
            s.cancel()
        delivered = sum(map(len, peer.lat.values()))
        t = time.monotonic()
        while peer.pending and time.monotonic() - t < a.drain:
            await asyncio.sleep(0.05)
        n = max(1, len(self.posts))
        result = {
            'chats': len(chats), 'posted': len(self.posts), 'posted_per_s': round(len(self.posts) / wall, 2),
            'delivered_per_s': round(delivered / wall, 2), 'undelivered': len(peer.pending),
            'post_ms': summary_ms(self.posts), 'delivery_ms': summary_ms(peer.lat['visitor'] + peer.lat['operator']),
            'delivery_to_visitor_ms': summary_ms(peer.lat['visitor']),
            'delivery_to_operator_ms': summary_ms(peer.lat['operator']),
            'server_ms_per_msg': round(m['server_cpu_s'] * 1000 / n, 3),
            'client_ms_per_msg': round(m['client_cpu_s'] * 1000 / n, 3), **m,
            'mem_before': before, 'mem_after': after}
        for c in chats:
            try:
                await peer.close_chat(c)
            except Exception:
                pass
        return result

    async def sign_in(self):
        """Under names that nobody has: the server does all the work of a password and then says no."""
        http = Http(*hostport(self.a.base)[:2])
        while self.goes_on():
            t = time.monotonic()
            body = json.dumps({'name': 'x' + secrets.token_hex(6), 'password': 'correct horse battery'})
            status, _, _ = await http.request('POST', '/api/v1/sessions', {'Content-Type': 'application/json'}, body)
            self.peer.extra[f'sign_in_{status}'].append(time.monotonic() - t)


async def main():
    a = arguments()
    raise_nofile()
    peer = importlib.import_module('adapters.' + a.peer).PEER(a)
    run = Run(a, peer)
    await peer.setup()
    await asyncio.sleep(0.5)
    measured = await (run.start() if a.mode == 'start' else run.talk())
    try:
        await asyncio.wait_for(peer.teardown(), 10)
    except Exception:
        pass
    emit(a.label or f'{a.peer}-{a.mode}-{a.n}', {
        'peer': a.peer, 'mode': a.mode, 'n': a.n, **measured,
        'errors': len(run.errors), 'error_kinds': sorted(set(run.errors))[:3],
        'extra_ms': {k: summary_ms(v) for k, v in peer.extra.items()}}, a.out)

asyncio.run(main())
