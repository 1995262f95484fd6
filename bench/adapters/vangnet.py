"""Vangnet by its contract (docs/contract.md): a talk is begun and taken, one event stream a side.

--opt accounts=FILE   the JSON that `vangnet demo --accounts` wrote
--opt line=ID         the line to use (default: the first line of the first counsellor)
Needs a demo with `--load-cap`: the benchmark measures the server, not a person's limit of three talks at once.
"""
import asyncio, hashlib, itertools, json, secrets, time
from benchlib import Http, hostport
from .base import Chat, Peer

JSON = {'Content-Type': 'application/json', 'Accept': 'application/json'}


class PEER(Peer):
    async def setup(self):
        self.host, self.port, _ = hostport(self.a.base)
        with open(self.a.o['accounts']) as f:
            people = [p for p in json.load(f) if p['role'] == 'counsellor' and p['lines']]
        self.line = self.a.o.get('line', people[0]['lines'][0])
        self.staff, self.taker = [], {}
        for p in [p for p in people if self.line in p['lines']][:self.a.operators]:
            h = Http(self.host, self.port)
            r = await self.call(h, 'POST', '/api/v1/sessions', {}, {'name': p['name'], 'password': p['password']})
            self.staff.append({'Authorization': 'Bearer ' + r['token']})
            h.close()

    async def call(self, h, method, path, headers, body):
        s, _, b = await h.request(method, path, JSON | headers, json.dumps(body))
        if s not in (200, 201, 204):
            raise RuntimeError(f'{path} {s} {b[:120]}')
        return json.loads(b) if b else {}

    async def listen(self, chat, side, headers):
        h = Http(self.host, self.port)
        s, _ = await h.stream(f"/api/v1/conversations/{chat.data['id']}/events", lambda d: self.seen(side, d),
                              headers | {'Accept': 'text/event-stream'})
        chat.data.setdefault('streams', []).append(h)
        if s != 200:
            raise RuntimeError(f'events {s}')

    @staticmethod
    def proof(challenge):
        """SHA-256 of `id:nonce` begins with so many zero bits."""
        for nonce in itertools.count():
            digest = hashlib.sha256(f"{challenge['id']}:{nonce}".encode()).digest()
            if int.from_bytes(digest, 'big') >> (256 - challenge['bits']) == 0:
                return {'challenge': challenge['id'], 'nonce': str(nonce)}

    async def start_chat(self, i):
        c, h, oh = Chat(i), Http(self.host, self.port), Http(self.host, self.port)
        t0 = time.monotonic()
        # Nobody says the same as somebody else: `serve` makes who repeats a text wait.
        body = {'line': self.line, 'language': 'nl', 'text': f'hello {secrets.token_hex(8)}'}
        status, _, answer = await h.request('POST', '/api/v1/conversations', JSON, json.dumps(body))
        if status == 429:
            # Many begin at once: the small sum that is asked, as a browser does it.
            body['proof'] = self.proof(json.loads(answer)['challenge'])
            r = await self.call(h, 'POST', '/api/v1/conversations', {}, body)
        elif status == 201:
            r = json.loads(answer)
        else:
            raise RuntimeError(f'/api/v1/conversations {status} {answer[:80]}')
        t1 = time.monotonic()
        # The next in the queue is the longest waiting, which with others at work may be somebody else's talk: remember who
        # took what, and wait until somebody has taken ours.
        operator = self.staff[i % len(self.staff)]
        taken = await self.call(oh, 'POST', '/api/v1/queue/next', operator, {'lines': [self.line]})
        t2 = time.monotonic()
        if taken:
            self.taker[taken['id']] = operator
        for _ in range(2000):
            if r['id'] in self.taker:
                break
            await asyncio.sleep(0.005)
        c.data |= {'id': r['id'], 'visitor': (h, {'Authorization': 'Bearer ' + r['token']}),
                   'operator': (oh, self.taker.pop(r['id']))}
        t3 = time.monotonic()
        await self.listen(c, 'visitor', c.data['visitor'][1])
        await self.listen(c, 'operator', c.data['operator'][1])
        self.extra['begin'].append(t1 - t0)
        self.extra['claim'].append(t2 - t1)
        self.extra['streams'].append(time.monotonic() - t3)
        return c

    async def send(self, c, side, text):
        h, headers = c.data[side]
        await self.call(h, 'POST', f"/api/v1/conversations/{c.data['id']}/messages", headers,
                        {'clientId': secrets.token_hex(8), 'text': text})

    async def close_chat(self, c):
        for h in c.data['streams'] + [c.data['visitor'][0], c.data['operator'][0]]:
            h.close()
