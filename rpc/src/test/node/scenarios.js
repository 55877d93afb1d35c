'use strict';
// Runs every scenario against the provider of NodeClientTest and prints one line for each.

const assert = require('node:assert/strict');
const { connect, upgrade, RAW, TYPE } = require('./stargazer');

const [host, port] = [process.argv[2], Number(process.argv[3])];
const raw = { codec: RAW };

async function refused(promise, status, code) {
  const error = await promise.then(() => assert.fail(`expected ${code}`), (thrown) => thrown);
  assert.equal(error.code, code, error.stack);
  assert.equal(error.status, status);
  return error;
}

async function collect(items) {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Numbers from 0, and how far they were read. */
function counted(count) {
  const seen = { pulled: 0, closed: false };
  seen.items = (async function* numbers() {
    try {
      while (seen.pulled < count) yield seen.pulled++;
    } finally {
      seen.closed = true;
    }
  })();
  return seen;
}

async function eventually(what, condition) {
  const until = Date.now() + 10_000;
  while (!(await condition())) {
    assert.ok(Date.now() < until, what);
    await new Promise((resume) => { setTimeout(resume, 5); });
  }
}

const scenarios = {
  async 'a version that is not spoken is refused'() {
    const error = await upgrade(host, port, '99').then(() => assert.fail('upgraded'), (thrown) => thrown);
    assert.match(error.message, / 426 /);
  },

  async 'a refused login closes the connection'() {
    const c = await upgrade(host, port);
    await refused(c.login('mallory'), 'UNAUTHENTICATED', 'auth.bad-token');
    await c.closed;
  },

  async 'a call before the login is refused and not begun'() {
    const c = await upgrade(host, port);
    const error = await refused(c.call('test/add', [1, 2]), 'UNAUTHENTICATED', 'rpc.login-first');
    assert.equal(error.neverBegun, true);
    await c.close();
  },

  async 'a login may be renewed, and a refused one leaves the first in force'(c) {
    assert.equal(c.principal, 'user:node');
    assert.equal(c.expiry, 2n ** 63n - 1n);
    await c.login('other');
    assert.equal(c.principal, 'user:other');
    await refused(c.login('mallory'), 'UNAUTHENTICATED', 'auth.bad-token');
    assert.equal(await c.call('test/add', [20, 22]), 42);
    await c.login('node');
  },

  async 'a call in JSON takes its arguments in order or by name'(c) {
    assert.equal(await c.call('test/add', [20, 22]), 42);
    assert.equal(await c.call('test/add', { other: 2, one: 40 }), 42);
    assert.deepEqual(await c.call('test/person', ['Zoë 星']), { name: 'Zoë 星', age: 7, tags: [] });
    assert.equal(await c.call('test/nothing'), undefined);
  },

  async 'a raw call carries bytes, many and few'(c) {
    assert.equal((await c.call('raw/echo', undefined, raw)).length, 0);
    const large = Buffer.alloc(3 << 20, 'star');
    assert.ok((await c.call('raw/echo', large, raw)).equals(large));
  },

  async 'a thousand calls share the connection'(c) {
    const sums = await Promise.all(Array.from({ length: 1000 }, (_, at) => c.call('test/add', [at, 1])));
    assert.deepEqual(sums, Array.from({ length: 1000 }, (_, at) => at + 1));
  },

  async 'failures come with status, code and sentence'(c) {
    const error = await refused(c.call('test/refuse', []), 'CONFLICT', 'test.refused');
    assert.equal(error.message, 'not like this');
    assert.equal(error.neverBegun, false);
    await refused(c.call('test/fail', []), 'FAULTED', 'rpc.fault');
    await refused(c.call('test/add', ['x', 'y']), 'INVALID_ARGUMENT', 'rpc.bad-payload');
    assert.equal((await refused(c.call('test/none', []), 'UNIMPLEMENTED', 'rpc.unknown-method')).neverBegun, true);
    await refused(c.call('test/numbers', [3]), 'INVALID_ARGUMENT', 'rpc.wrong-call-kind');
    await refused(collect(c.stream('test/add', [1, 2])), 'INVALID_ARGUMENT', 'rpc.wrong-call-kind');
    await refused(c.call('raw/huge', undefined, raw), 'TOO_LARGE', 'rpc.response-too-large');
    await refused(c.call('raw/echo', Buffer.alloc(5 << 20), raw), 'TOO_LARGE', 'rpc.request-too-large');
  },

  async 'metadata travels'(c) {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    assert.equal((await c.call('raw/trace', undefined, { ...raw, metadata: { traceparent } })).toString(), traceparent);
  },

  async 'the provider ends a call at its deadline'(c) {
    await refused(c.call('raw/never', undefined, { ...raw, remainingUs: 50_000 }), 'DEADLINE_EXCEEDED', 'rpc.deadline-exceeded');
  },

  async 'the caller gives up at the deadline and the id comes free later'(c) {
    await refused(c.call('raw/never', undefined, { ...raw, timeoutMs: 30 }), 'DEADLINE_EXCEEDED', 'rpc.deadline-exceeded');
    await eventually('the provider has ended it', () => c.calls.size === 0);
  },

  async 'a cancelled call is interrupted at the provider'(c) {
    const [begun, before] = [await c.call('test/begun', []), await c.call('test/interrupted', [])];
    const giveUp = new AbortController();
    const call = c.call('raw/never', undefined, { ...raw, signal: giveUp.signal });
    await eventually('the handler is at work', async () => (await c.call('test/begun', [])) > begun);
    giveUp.abort();
    await refused(call, 'CANCELLED', 'rpc.cancelled');
    await eventually('the handler is interrupted', async () => (await c.call('test/interrupted', [])) > before);
  },

  async 'a stream delivers in order and ends'(c) {
    const numbers = await collect(c.stream('test/numbers', [5000]));
    assert.deepEqual(numbers, Array.from({ length: 5000 }, (_, at) => at));
    assert.deepEqual(await collect(c.stream('test/numbers', [0])), []);
  },

  async 'a stream sends no more than was asked for, and stops when it is left'(c) {
    const items = c.stream('test/numbers', [1_000_000], { window: 8 });
    assert.equal((await items.next()).value, 0);
    await c.ping();
    assert.ok((await c.call('test/emitted', [])) <= 16);
    await items.return();
    await eventually('the provider has ended it', () => c.calls.size === 0);
  },

  async 'a stream may fail after some items'(c) {
    const items = c.stream('test/breaking', [3]);
    const seen = [];
    await refused((async () => { for await (const item of items) seen.push(item); })(), 'CONFLICT', 'test.refused');
    assert.deepEqual(seen, [0, 1, 2]);
  },

  async 'an upload is answered once'(c) {
    const numbers = counted(5000);
    assert.equal(await c.upload('test/sum', ['total'], numbers.items), 'total 5000 12497500');
    assert.equal(await c.upload('test/sum', ['none'], []), 'none 0 0');
  },

  async 'an upload waits for credit'(c) {
    const numbers = counted(100);
    const answer = c.upload('test/held', ['credit'], numbers.items);
    await eventually('the first item is taken', async () => (await c.call('test/taken', ['credit'])) === 1);
    await c.ping();
    assert.ok(numbers.pulled <= 2, `${numbers.pulled} pulled`);
    await c.call('test/release', ['credit']);
    assert.equal(await answer, 100);
  },

  async 'an early answer stops the items'(c) {
    const numbers = counted(1_000_000);
    assert.equal(await c.upload('test/first', [], numbers.items), 0);
    await eventually('the generator is closed', () => numbers.closed);
  },

  async 'items that cannot be made cancel the call'(c) {
    async function* broken() {
      yield 1;
      throw new Error('the file is gone');
    }
    await assert.rejects(c.upload('test/sum', ['x'], broken()), /the file is gone/);
    await eventually('the provider has ended it', () => c.calls.size === 0);
  },

  async 'items go both ways'(c) {
    const doubled = await collect(c.duplex('test/doubled', [], counted(3000).items));
    assert.deepEqual(doubled, Array.from({ length: 3000 }, (_, at) => 2 * at));
  },

  async 'items of any size go both ways'(c) {
    const sizes = Array.from({ length: 200 }, (_, at) => (at % 3 === 0 ? at * 3000 : at));
    const back = await collect(c.duplex('raw/mirror', undefined, sizes.map((size) => Buffer.alloc(size, 'x')), raw));
    assert.deepEqual(back.map((item) => item.length), sizes);
  },

  async 'the provider may answer after the last item, and leaving stops both ways'(c) {
    const afterwards = await collect(c.duplex('test/afterwards', [], [4, 5, 6]));
    assert.deepEqual(afterwards, [6, 5, 4]);
    const numbers = counted(1_000_000);
    for await (const item of c.duplex('test/doubled', [], numbers.items)) {
      if (item === 20) break;
    }
    await eventually('the generator is closed', () => numbers.closed);
    await eventually('the provider has ended it', () => c.calls.size === 0);
  },

  async 'five hundred talks at once'(c) {
    const talks = Array.from({ length: 500 }, () => collect(c.duplex('test/doubled', [], counted(20).items)));
    for (const talk of await Promise.all(talks)) assert.equal(talk.length, 20);
  },

  async 'pings are answered by both sides'(c) {
    await c.ping();
    const before = c.pingsAnswered;
    await eventually('the provider has pinged twice', () => c.pingsAnswered >= before + 2);
    assert.equal(await c.call('test/add', [1, 1]), 2);
  },

  async 'a violation ends its own connection, with a reason'(c) {
    const rude = await connect(host, port, 'rude');
    const open = rude.call('raw/never', undefined, raw);
    rude.frame(TYPE.RESPONSE, 0, 1);
    await refused(open, 'INDETERMINATE', 'rpc.connection-lost');
    assert.equal((await rude.closed).code, 'rpc.malformed-frame');
    const greedy = await connect(host, port, 'greedy');
    const upload = greedy.upload('test/held', ['greedy'], counted(3).items);
    for (const id of greedy.calls.keys()) greedy.frame(TYPE.ITEM, 0, id, Buffer.from('1'));
    for (const id of greedy.calls.keys()) greedy.frame(TYPE.ITEM, 0, id, Buffer.from('1'));
    await refused(upload, 'INDETERMINATE', 'rpc.connection-lost');
    assert.equal((await greedy.closed).code, 'rpc.malformed-frame');
    assert.equal(await c.call('test/add', [1, 1]), 2);
  },

  async 'a provider that leaves finishes what is open'(c) {
    const numbers = counted(50);
    const answer = c.upload('test/held', ['leaving'], numbers.items);
    await eventually('the first item is taken', async () => (await c.call('test/taken', ['leaving'])) === 1);
    await c.call('test/drain', []);
    await eventually('GOAWAY', () => c.leaving !== null);
    await refused(c.call('test/add', [1, 1]), 'UNREACHABLE', 'rpc.draining');
    process.stdout.write('leaving\n');
    assert.equal(await answer, 50);
    assert.equal((await c.closed).code, 'rpc.drained');
  },
};

async function main() {
  const connection = await connect(host, port, 'node');
  for (const [name, scenario] of Object.entries(scenarios)) {
    await scenario(connection);
    process.stdout.write(`ok ${name}\n`);
  }
}

main().catch((error) => {
  process.stdout.write(`FAILED ${error.stack}\n`);
  process.exitCode = 1;
}).finally(() => process.exit());
