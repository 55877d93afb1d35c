'use strict';
// A client of docs/rpc-protocol.md, version 1, written from that page alone. Node 18 or later, no dependency.

const net = require('node:net');

const TYPE = {
  LOGIN: 1, LOGGED_IN: 2, DEFINE: 3, REQUEST: 4, RESPONSE: 5, ERROR: 6, CANCEL: 7, ITEM: 8, END: 9, CREDIT: 10,
  PING: 11, PONG: 12, GOAWAY: 13, CLOSE: 14,
};
const STATUS = [
  'OK', 'INVALID_ARGUMENT', 'UNAUTHENTICATED', 'PERMISSION_DENIED', 'NOT_FOUND', 'CONFLICT', 'TOO_LARGE', 'UNIMPLEMENTED',
  'CANCELLED', 'DEADLINE_EXCEEDED', 'OVERLOADED', 'UNREACHABLE', 'NOT_LEADER', 'INDETERMINATE', 'FAULTED',
];
const REPLY_STREAMS = 1;
const REQUEST_STREAMS = 2;
const HEADER = 6;
const TOKEN = 1;
const WINDOW = 32;
const CREDIT_BYTES = 4096;
const MISSED_PINGS = 3;

/** What goes over the wire for a value: `encode` for arguments, `item` for items, `decode` for both ways back. */
const RAW = { number: 0, encode: (bytes) => bytes ?? Buffer.alloc(0), item: (bytes) => bytes, decode: (bytes) => bytes };
const JSON_CODEC = {
  number: 1,
  encode: (args) => (args === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(args))),
  item: (value) => Buffer.from(JSON.stringify(value)),
  decode: (bytes) => (bytes.length === 0 ? undefined : JSON.parse(bytes.toString())),
};

class RpcError extends Error {
  constructor(status, code, sentence, neverBegun = false) {
    super(sentence);
    Object.assign(this, { status, code, neverBegun });
  }
}

/** The credit that an item takes. */
const taken = (bytes) => Math.max(1, Math.ceil(bytes.length / CREDIT_BYTES));

const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

function varint(value) {
  const bytes = [];
  let rest = BigInt(value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

function string(text) {
  const bytes = Buffer.from(text);
  return Buffer.concat([varint(bytes.length), bytes]);
}

class Fields {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  u8() { return this.bytes[this.at++]; }
  u32() { return this.bytes.readUInt32BE((this.at += 4) - 4); }
  i64() { return this.bytes.readBigInt64BE((this.at += 8) - 8); }
  varint() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const next = this.u8();
      value += (next & 127) * scale;
      if (next < 128) return value;
    }
  }
  string() {
    const length = this.varint();
    return this.bytes.toString('utf8', this.at, (this.at += length));
  }
  failure(neverBegun) { return new RpcError(STATUS[this.u8()], this.string(), this.string(), neverBegun); }
}

/** One open call: what came for it and is not yet read, and the credit of both directions. */
class Call {
  constructor(connection, codec, kind) {
    Object.assign(this, { connection, codec, kind, id: 0, arrived: [], granted: 0, unread: 0, credit: 0 });
    this.over = false; // for the one who called
    this.error = null;
    this.wakes = [];
  }

  wake() { this.wakes.splice(0).forEach((resume) => resume()); }

  async until(condition) {
    while (!condition()) await new Promise((resume) => this.wakes.push(resume));
  }

  item(bytes) {
    if (this.granted <= 0) throw new RpcError('INVALID_ARGUMENT', 'rpc.malformed-frame', 'an ITEM came without credit');
    this.granted -= taken(bytes);
    this.unread += taken(bytes);
    this.arrived.push(bytes);
    this.wake();
  }

  end(error) {
    if (!this.over) {
      this.over = true;
      this.error = error;
      this.wake();
    }
  }

  /** The caller has lost interest; the id stays taken until the provider has ended the call. */
  cancel(error) {
    if (!this.over) {
      this.connection.frame(TYPE.CANCEL, 0, this.id);
      this.end(error);
    }
  }

  /** Sends the caller's items against the provider's credit, then END. */
  async send(items) {
    const source = (items[Symbol.asyncIterator] ?? items[Symbol.iterator]).call(items);
    try {
      for (;;) {
        const next = await source.next();
        await this.until(() => this.over || next.done || this.credit > 0);
        if (this.over) break;
        if (next.done) {
          this.connection.frame(TYPE.END, 0, this.id);
          return;
        }
        const item = this.codec.item(next.value);
        this.credit -= taken(item);
        await this.connection.frame(TYPE.ITEM, 0, this.id, item);
      }
      await source.return?.();
    } catch (error) {
      this.cancel(error);
    }
  }

  async response() {
    await this.until(() => this.over);
    if (this.error) throw this.error;
    return this.codec.decode(this.arrived[0]);
  }

  /** The provider's items; credit is given as they are read. */
  async *items(window) {
    try {
      for (;;) {
        if (!this.over && this.granted + this.unread <= window / 2) {
          const more = window - this.granted - this.unread;
          this.granted += more;
          this.connection.frame(TYPE.CREDIT, 0, this.id, u32(more));
        }
        await this.until(() => this.over || this.arrived.length > 0);
        if (this.arrived.length > 0) {
          const item = this.arrived.shift();
          this.unread -= taken(item);
          yield this.codec.decode(item);
        } else if (this.error) throw this.error;
        else return;
      }
    } finally {
      this.cancel(new RpcError('CANCELLED', 'rpc.cancelled', 'the reader stopped'));
    }
  }
}

class Connection {
  constructor(socket) {
    this.socket = socket;
    this.partial = Buffer.alloc(0);
    this.methods = new Map();
    this.calls = new Map();
    this.lastId = 0;
    this.pongs = [];
    this.pingsAnswered = 0;
    this.leaving = null; // why no further call is taken
    this.limits = { maxFrameBytes: 4 << 20, maxConcurrentCalls: 1 };
    this.closed = new Promise((resolve) => { this.close_ = resolve; });
    socket.on('data', (bytes) => this.data(bytes));
    socket.on('error', () => {});
    socket.on('close', () => this.lost());
  }

  // ---- frames out

  /** Resolves when the socket takes more. */
  frame(type, flags, id, ...body) {
    const length = body.reduce((sum, part) => sum + part.length, HEADER);
    if (length > this.limits.maxFrameBytes) {
      throw new RpcError('TOO_LARGE', 'rpc.request-too-large', `${length} bytes are over the provider's limit`);
    }
    const head = Buffer.alloc(10);
    head.writeUInt32BE(length, 0);
    head[4] = type;
    head[5] = flags;
    head.writeUInt32BE(id, 6);
    if (this.socket.destroyed) return Promise.resolve();
    const more = this.socket.write(Buffer.concat([head, ...body]));
    return more ? Promise.resolve() : new Promise((resume) => {
      this.socket.once('drain', resume).once('close', resume);
    });
  }

  login(token) {
    return new Promise((resolve, reject) => {
      this.pendingLogin = { resolve, reject };
      this.frame(TYPE.LOGIN, 0, 0, Buffer.from([TOKEN]), Buffer.from(token));
    });
  }

  method(path, codec) {
    const key = `${codec.number} ${path}`;
    if (!this.methods.has(key)) {
      this.frame(TYPE.DEFINE, 0, 0, u32(this.methods.size), Buffer.from([codec.number]), Buffer.from(path));
      this.methods.set(key, this.methods.size);
    }
    return this.methods.get(key);
  }

  freeId() {
    do {
      this.lastId = this.lastId >= 0xffffffff ? 1 : this.lastId + 1;
    } while (this.calls.has(this.lastId));
    return this.lastId;
  }

  open(kind, path, args, options) {
    if (this.leaving) throw new RpcError('UNREACHABLE', 'rpc.draining', this.leaving, true);
    if (this.calls.size >= this.limits.maxConcurrentCalls) {
      throw new RpcError('OVERLOADED', 'rpc.too-many-calls', 'as many calls are open as the provider allows', true);
    }
    const { codec = JSON_CODEC, timeoutMs, remainingUs = timeoutMs ? timeoutMs * 1000 : 0, metadata = {}, signal } = options;
    const payload = codec.encode(args);
    const index = this.method(path, codec);
    const entries = Object.entries(metadata);
    const call = new Call(this, codec, kind);
    call.id = this.freeId();
    this.frame(TYPE.REQUEST, kind, call.id, varint(index), varint(remainingUs), varint(entries.length),
      ...entries.flatMap(([key, value]) => [string(key), string(value)]), payload);
    this.calls.set(call.id, call);
    if (timeoutMs) {
      const late = () => call.cancel(new RpcError('DEADLINE_EXCEEDED', 'rpc.deadline-exceeded', `${path} took too long`));
      setTimeout(late, timeoutMs).unref();
    }
    signal?.addEventListener('abort', () => call.cancel(new RpcError('CANCELLED', 'rpc.cancelled', 'the caller cancelled')));
    return call;
  }

  // ---- the four kinds of calls; options: codec, timeoutMs, metadata, signal, window

  async call(path, args, options = {}) { return this.open(0, path, args, options).response(); }

  stream(path, args, options = {}) {
    return this.open(REPLY_STREAMS, path, args, options).items(options.window ?? WINDOW);
  }

  async upload(path, args, items, options = {}) {
    const call = this.open(REQUEST_STREAMS, path, args, options);
    call.send(items);
    return call.response();
  }

  duplex(path, args, items, options = {}) {
    const call = this.open(REQUEST_STREAMS | REPLY_STREAMS, path, args, options);
    call.send(items);
    return call.items(options.window ?? WINDOW);
  }

  ping() {
    const mark = Buffer.alloc(8);
    mark.writeBigUInt64BE(process.hrtime.bigint());
    this.frame(TYPE.PING, 0, 0, mark);
    return new Promise((resolve) => this.pongs.push({ mark, resolve }));
  }

  close() {
    if (!this.socket.destroyed) {
      this.frame(TYPE.CLOSE, 0, 0, Buffer.from([8]), string('rpc.closed-by-caller'), string('done'));
      this.socket.end();
    }
    return this.closed;
  }

  // ---- frames in

  data(bytes) {
    this.heard = true;
    let rest = this.partial.length > 0 ? Buffer.concat([this.partial, bytes]) : bytes;
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
      const length = rest.readUInt32BE(0);
      this.received(rest[4], rest[5], rest.readUInt32BE(6), rest.subarray(10, 4 + length));
      rest = rest.subarray(4 + length);
    }
    this.partial = rest;
  }

  received(type, flags, id, body) {
    const call = this.calls.get(id);
    const fields = new Fields(body);
    switch (type) {
      case TYPE.LOGGED_IN: return this.loggedIn(fields);
      case TYPE.RESPONSE:
        call?.arrived.push(Buffer.from(body));
        return this.ended(call, null);
      case TYPE.END: return this.ended(call, null);
      case TYPE.ERROR:
        if (id !== 0) return this.ended(call, fields.failure((flags & 1) !== 0));
        return this.pendingLogin?.reject(fields.failure(true));
      case TYPE.ITEM:
        if (call && !call.over) call.item(Buffer.from(body));
        return undefined;
      case TYPE.CREDIT:
        if (call) {
          call.credit += fields.u32();
          call.wake();
        }
        return undefined;
      case TYPE.PING:
        this.pingsAnswered++;
        return this.frame(TYPE.PONG, 0, 0, body);
      case TYPE.PONG: return this.pongs.splice(this.pongs.findIndex((pong) => pong.mark.equals(body)), 1)[0]?.resolve();
      case TYPE.GOAWAY:
        this.leaving = fields.string();
        return undefined;
      case TYPE.CLOSE:
        this.reason = fields.failure(false);
        return this.socket.end();
      default: return undefined;
    }
  }

  ended(call, error) {
    if (call) {
      this.calls.delete(call.id);
      call.end(error);
    }
  }

  loggedIn(fields) {
    this.principal = fields.string();
    this.expiry = fields.i64();
    this.limits = {
      maxFrameBytes: fields.u32(), maxConcurrentCalls: fields.u32(), maxMethods: fields.u32(), pingMs: fields.u32(),
    };
    this.pendingLogin.resolve(this);
    if (!this.heartbeat) {
      let silent = 0;
      this.heartbeat = setInterval(() => {
        silent = this.heard ? 0 : silent + 1;
        this.heard = false;
        if (silent >= MISSED_PINGS) this.socket.destroy();
        else if (silent > 0) this.ping();
      }, this.limits.pingMs);
      this.heartbeat.unref();
    }
  }

  lost() {
    clearInterval(this.heartbeat);
    const why = this.reason?.message ?? 'the connection was lost';
    this.leaving ??= why;
    this.pendingLogin?.reject(this.reason ?? new RpcError('UNREACHABLE', 'rpc.connection-closed', why, true));
    for (const call of this.calls.values()) call.end(new RpcError('INDETERMINATE', 'rpc.connection-lost', why));
    this.calls.clear();
    this.close_(this.reason);
  }
}

/** Resolves to a Connection after the 101; nothing is logged in yet. */
function upgrade(host, port, version = '1') {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, noDelay: true });
    let head = Buffer.alloc(0);
    const answered = (bytes) => {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.removeListener('data', answered);
      const line = head.toString('latin1', 0, head.indexOf('\r\n'));
      if (!line.startsWith('HTTP/1.1 101 ')) {
        socket.destroy();
        reject(new RpcError('UNREACHABLE', 'rpc.unreachable', line, true));
        return;
      }
      socket.removeListener('error', reject);
      const connection = new Connection(socket);
      resolve(connection);
      if (head.length > end + 4) connection.data(head.subarray(end + 4));
    };
    socket.on('error', reject);
    socket.on('data', answered);
    socket.write(`GET /rpc HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: Upgrade\r\n`
      + `Upgrade: stargazer-rpc\r\nStargazer-Rpc-Version: ${version}\r\n\r\n`);
  });
}

async function connect(host, port, token) {
  const connection = await upgrade(host, port);
  await connection.login(token);
  return connection;
}

module.exports = { connect, upgrade, RpcError, RAW, JSON_CODEC, TYPE };
