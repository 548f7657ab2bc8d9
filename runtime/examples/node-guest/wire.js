// The guest wire of protocol/WIRE.md, version 1: the child's end, in the binary codec, without dependencies.
// One Connection answers requests and handles streams; it begins neither. Comments name the sections of that page.
'use strict';

const PREAMBLE = Buffer.from('89564c4d0d0a1a01', 'hex');
const HEADER_BYTES = 16;
const VERSION = 1;

const TYPE = { HELLO: 1, REQUEST: 2, SERVICE_REQUEST: 3, RESPONSE: 4, ERROR: 5, PART: 6, CANCEL_REQUEST: 7, KEY_CHANGED: 8,
  STREAM: 9, PING: 10, PONG: 11, GOING_AWAY: 12 };
const KIND = { OPEN: 0, DATA: 1, CREDIT: 2, CLOSE: 3, CANCEL: 4, ABORT: 5 };
const FLAG = { MORE: 1, TEXT: 2, JSON: 4, IGNORABLE: 128 };
const UNKNOWN_FLAGS = 0x78;
const CODE = { PROTOCOL: 1, FRAME_TOO_LARGE: 2, FLOW_CONTROL: 3, STREAM_CLOSED: 4, REFUSED: 5, NOT_FOUND: 6, NOT_PERMITTED: 7,
  STREAMING_UNSUPPORTED: 8, DECODE: 9, TOO_LARGE: 10, APPLICATION: 11, DEADLINE: 12, CANCELLED: 13, CONNECTION_LOST: 14,
  GOING_AWAY: 15, BUSY: 16, UNKNOWN_STREAM: 17, UNSUPPORTED: 18, AUTHENTICATION: 19, NOT_RESPONDING: 20, FLOOD: 21,
  WRONG_INCARNATION: 22 };
/** What a side may send if the other's hello does not say otherwise. */
const DEFAULT_LIMITS = { maxFrameBytes: 65536, maxMessageBytes: 1052672, streamCreditBytes: 4096,
  connectionCreditBytes: 33554432, maxStreams: 1024, maxRequests: 1024, maxRequestBytes: 17825792,
  requestWindowBytes: 67108864 };
const LEAST_LIMITS = { maxFrameBytes: 16384, maxMessageBytes: 17, streamCreditBytes: 1, connectionCreditBytes: 1,
  maxStreams: 0, maxRequests: 0, maxRequestBytes: 1, requestWindowBytes: 1 };
const MOST_FRAME_BYTES = 16777215;
const OUR_FRAME_BYTES = 65536;
const HELLO_BYTES = 4096;
const OPEN_BYTES = 16384;
const CONTEXT_BYTES = 8192;
const FAULT_CHARACTERS = 1000;
const REASON_CHARACTERS = 250;
const WAITING_BYTES = 1048576;
const HELLO_MILLIS = 10000;
const PING_MILLIS = 15000;
const SILENCE_MILLIS = 45000;
const GOING_AWAY_MILLIS = 30000;

/** Why a request, a stream or the connection failed: a code of CODE, or above 1000 one of the host's application. */
class Fault extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** What a request, a response or a message carries: bytes, and what they are: 'bytes', 'text' or 'json'. */
class Payload {
  constructor(bytes, form) {
    this.bytes = bytes;
    this.form = form;
  }

  static text(text) { return new Payload(Buffer.from(text), 'text'); }

  static json(value) { return new Payload(Buffer.from(JSON.stringify(value)), 'json'); }

  /** A Buffer, a string or a JSON value. */
  value() {
    if (this.form === 'bytes') return this.bytes;
    const text = decodeText(this.bytes);
    return this.form === 'text' ? text : decodeJson(text);
  }
}

function decodeText(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new Fault(CODE.DECODE, `no UTF-8: ${error.message}`);
  }
}

function decodeJson(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Fault(CODE.DECODE, `no JSON: ${error.message}`);
  }
}

function decodeJsonObject(bytes) {
  const value = decodeJson(decodeText(bytes));
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Fault(CODE.DECODE, 'no JSON object');
  return value;
}

// --- Frames ------------------------------------------------------------------------------------------------------------

function frame(type, kind, flags, id, body = Buffer.alloc(0)) {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  bytes.writeUInt32BE(body.length, 0);
  bytes.set([type, kind, flags, 0], 4);
  bytes.writeBigUInt64BE(BigInt(id), 8);
  bytes.set(body, HEADER_BYTES);
  return bytes;
}

function u64(number) {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes;
}

function faultBody({ code, message }) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(code);
  return Buffer.concat([bytes, Buffer.from(String(message).slice(0, FAULT_CHARACTERS))]);
}

function readFault(body) {
  if (body.length < 4) throw new Fault(CODE.PROTOCOL, `a fault of ${body.length} bytes`);
  return new Fault(body.readUInt32BE(0), body.toString('utf8', 4));
}

function formOf(flags) {
  if (flags & FLAG.TEXT && flags & FLAG.JSON) throw new Fault(CODE.DECODE, 'a payload that is both text and JSON');
  return flags & FLAG.TEXT ? 'text' : flags & FLAG.JSON ? 'json' : 'bytes';
}

function flagsOf(form) {
  return form === 'text' ? FLAG.TEXT : form === 'json' ? FLAG.JSON : 0;
}

/** The payload in pieces of at most `most` bytes, one even if it is empty. */
function pieces(bytes, most) {
  const all = [bytes.subarray(0, most)];
  for (let at = most; at < bytes.length; at += most) all.push(bytes.subarray(at, at + most));
  return all;
}

/** `deadlineMillis` (0: none), `context` and the first piece of the arguments. */
function readInvocation(body) {
  const length = body.length < 8 ? -1 : body.readUInt32BE(4);
  if (length < 0 || length > body.length - 8) throw new Fault(CODE.PROTOCOL, 'an invocation that is cut off');
  if (length > CONTEXT_BYTES) throw new Fault(CODE.TOO_LARGE, `a context of ${length} bytes, at most ${CONTEXT_BYTES}`);
  const context = decodeJsonObject(body.subarray(8, 8 + length));
  if (typeof context.target !== 'string' || typeof context.method !== 'string') {
    throw new Fault(CODE.DECODE, 'a context needs the strings target and method');
  }
  return { deadlineMillis: body.readUInt32BE(0), context, bytes: body.subarray(8 + length) };
}

// --- Streams -----------------------------------------------------------------------------------------------------------

/** One stream that the host opened. Iterate over it to read Payloads, `await write(payload)` to send at the reader's speed. */
class Stream {
  constructor(connection, id, sendTotal, limits) {
    this.connection = connection;
    this.id = id;
    this.limits = limits;
    this.fault = undefined;
    this.readerGone = undefined;
    this.handled = false;
    // What comes in: totals of bytes since the opening.
    this.received = 0;
    this.granted = limits.streamCreditBytes;
    this.usedUp = 0;
    this.inbox = [];
    this.partial = { pieces: [], cost: 0 };
    this.readEnded = false;
    this.cancelled = false;
    this.wakeReader = () => {};
    // What goes out.
    this.sendTotal = sendTotal;
    this.charged = 0;
    this.outbox = [];
    this.writeEnded = false;
  }

  get ended() { return this.readEnded && this.writeEnded; }

  /** The messages, in order. Each is used up, and so granted anew, when the next is asked for. Leaving the loop cancels. */
  async *[Symbol.asyncIterator]() {
    try {
      for (;;) {
        while (this.inbox.length > 0) {
          const message = this.inbox.shift();
          try {
            yield message.payload;
          } finally {
            this.useUp(message.cost);
          }
        }
        if (this.fault) throw this.fault;
        if (this.readEnded) return;
        await new Promise((wake) => { this.wakeReader = wake; });
      }
    } finally {
      this.cancel('the reader has enough');
    }
  }

  /** Resolves when the message has left; waits for credit. Rejects if the reader cancelled or the stream broke. */
  write(payload) {
    return new Promise((resolve, reject) => {
      if (this.fault) return reject(this.fault);
      if (this.readerGone) return reject(this.readerGone);
      if (this.writeEnded) return reject(new Fault(CODE.STREAM_CLOSED, `stream ${this.id} was ended here`));
      const parts = pieces(payload.bytes, this.connection.sendFrameBytes);
      const cost = payload.bytes.length + HEADER_BYTES * parts.length;
      if (cost > this.connection.peer.maxMessageBytes) {
        return reject(new Fault(CODE.TOO_LARGE, `a message that costs ${cost}, the reader takes ${this.connection.peer.maxMessageBytes}`));
      }
      this.outbox.push({ parts, flags: flagsOf(payload.form), left: cost, begun: false, resolve, reject });
      this.connection.wantsToSend(this);
    });
  }

  /** Close: no more from here, after what was written. */
  end() {
    if (this.writeEnded || this.outbox.some((entry) => entry.close)) return;
    this.outbox.push({ close: true, reject: () => {} });
    this.connection.wantsToSend(this);
  }

  /** Cancel: no more to here. What has not been read is dropped. */
  cancel(reason) {
    if (this.readEnded || this.cancelled) return;
    this.cancelled = true;
    this.connection.control(frame(TYPE.STREAM, KIND.CANCEL, 0, this.id, Buffer.from(reason.slice(0, REASON_CHARACTERS))));
    this.dropInbox();
  }

  /** Ends both directions with a failure. */
  abort(fault) {
    if (this.ended) return;
    this.connection.control(frame(TYPE.STREAM, KIND.ABORT, 0, this.id, faultBody(fault)));
    this.break(fault);
    this.dropInbox();
  }

  /** Both directions have ended: by an Abort of either side, or with the connection. What was received stays readable. */
  break(fault) {
    this.fault = fault;
    this.readEnded = true;
    this.dropPartial();
    this.stopWriting(fault);
    this.wakeReader();
    this.connection.streamMayBeGone(this);
  }

  /** The handler has returned: nobody reads, nobody writes. */
  letGo() {
    this.handled = true;
    this.cancel('the handler has returned');
    this.dropInbox();
    this.end();
    this.connection.streamMayBeGone(this);
  }

  useUp(cost) {
    this.usedUp += cost;
    this.connection.useUp(cost);
    const window = this.limits.streamCreditBytes;
    if (this.readEnded || this.cancelled || this.usedUp + window - this.granted < window / 2) return;
    this.granted = this.usedUp + window;
    this.connection.control(frame(TYPE.STREAM, KIND.CREDIT, 0, this.id, u64(this.granted)));
  }

  dropInbox() {
    for (const message of this.inbox.splice(0)) this.connection.useUp(message.cost);
    this.dropPartial();
  }

  dropPartial() {
    this.connection.useUp(this.partial.cost);
    this.partial = { pieces: [], cost: 0 };
  }

  onData(flags, body) {
    const cost = HEADER_BYTES + body.length;
    if (this.cancelled && !this.readEnded) return this.connection.useUp(cost);
    const begins = this.partial.cost === 0;
    const mayBegin = this.received < this.granted;
    this.received += cost;
    this.partial.cost += cost;
    if (this.readEnded) throw new Fault(CODE.STREAM_CLOSED, 'Data after Close');
    if (begins && !mayBegin) throw new Fault(CODE.FLOW_CONTROL, `a message after ${this.granted} granted bytes`);
    if (this.partial.cost > this.limits.maxMessageBytes) throw new Fault(CODE.TOO_LARGE, `a message above ${this.limits.maxMessageBytes} bytes`);
    this.partial.pieces.push(body);
    if (flags & FLAG.MORE) return;
    const payload = new Payload(Buffer.concat(this.partial.pieces), formOf(flags));
    this.inbox.push({ payload, cost: this.partial.cost });
    this.partial = { pieces: [], cost: 0 };
    this.wakeReader();
  }

  onCredit(total) {
    if (this.writeEnded) return;
    if (total < this.sendTotal) throw new Fault(CODE.FLOW_CONTROL, `credit shrinks from ${this.sendTotal} to ${total}`);
    this.sendTotal = total;
    this.connection.pump();
  }

  onClose() {
    if (this.readEnded) throw new Fault(CODE.STREAM_CLOSED, 'a second Close');
    if (this.partial.cost > 0 && !this.cancelled) throw new Fault(CODE.PROTOCOL, 'Close inside a message');
    this.readEnded = true;
    this.wakeReader();
    this.connection.streamMayBeGone(this);
  }

  onCancel(reason) {
    if (this.writeEnded) return;
    this.readerGone = new Fault(CODE.CANCELLED, `the reader has cancelled: ${reason}`);
    this.stopWriting(this.readerGone);
    this.connection.control(frame(TYPE.STREAM, KIND.CLOSE, 0, this.id));
    this.connection.streamMayBeGone(this);
  }

  /** Drops what waits to be sent; what a message in the middle was charged and not sent is given back. */
  stopWriting(fault) {
    this.writeEnded = true;
    for (const entry of this.outbox.splice(0)) {
      if (entry.begun) this.connection.sendCharged -= entry.left;
      entry.reject(fault);
    }
  }

  /** The next frame that may go out now, if any. A message is charged whole when it begins. */
  nextFrame() {
    const entry = this.outbox[0];
    if (!entry) return undefined;
    if (entry.close) {
      this.outbox.shift();
      this.writeEnded = true;
      this.connection.streamMayBeGone(this);
      return frame(TYPE.STREAM, KIND.CLOSE, 0, this.id);
    }
    if (!entry.begun && !this.begin(entry)) return undefined;
    const piece = entry.parts.shift();
    const more = entry.parts.length > 0;
    entry.left -= HEADER_BYTES + piece.length;
    if (!more) this.outbox.shift().resolve();
    return frame(TYPE.STREAM, KIND.DATA, entry.flags | (more ? FLAG.MORE : 0), this.id, piece);
  }

  begin(entry) {
    const { connection } = this;
    if (this.charged >= this.sendTotal || connection.sendCharged >= connection.sendTotal) return false;
    this.charged += entry.left;
    connection.sendCharged += entry.left;
    entry.begun = true;
    return true;
  }
}

// --- The connection ----------------------------------------------------------------------------------------------------

/**
 * The child's end of one connection. `requests(context)` gives the handler of a request: `(payload, { context, signal,
 * deadlineMillis }) => Payload`, `streams(context)` that of a stream: `async (stream, payload, context) => {}`. They return undefined
 * or throw a Fault to refuse. `closed` resolves with nothing at an orderly end and with a Fault at any other.
 */
class Connection {
  constructor({ input, output, incarnation, token, limits = {}, requests, streams }) {
    Object.assign(this, { input, output, incarnation, requests, streams });
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.peer = undefined;
    this.preambleSeen = false;
    this.pending = Buffer.alloc(0);
    this.highestId = 0;
    this.leaving = false;
    this.over = false;
    this.open = new Map();
    this.held = new Set();
    this.running = new Map();
    this.requestBytes = 0;
    this.partOf = undefined;
    this.calls = [];
    this.senders = new Set();
    this.received = 0;
    this.usedUpBytes = 0;
    this.granted = this.limits.connectionCreditBytes;
    this.sendTotal = 0;
    this.sendCharged = 0;
    this.lastHeard = Date.now();
    this.lastTaken = Date.now();
    this.pings = 0;
    this.closed = new Promise((resolve) => { this.resolveClosed = resolve; });
    this.start(token);
  }

  start(token) {
    const hello = { version: VERSION, role: 'child', incarnation: this.incarnation, epoch: 0, token, ...this.limits };
    this.control(PREAMBLE);
    this.control(frame(TYPE.HELLO, 0, 0, 0, Buffer.from(JSON.stringify(hello))));
    this.input.on('data', (chunk) => this.onBytes(chunk));
    this.input.on('end', () => this.onEnd());
    this.input.on('error', (error) => this.finish(new Fault(CODE.CONNECTION_LOST, error.message)));
    this.output.on('drain', () => this.pump());
    this.output.on('error', (error) => this.finish(new Fault(CODE.CONNECTION_LOST, error.message)));
    this.helloTimer = setTimeout(() => this.finish(new Fault(CODE.NOT_RESPONDING, 'no hello within 10 s')), HELLO_MILLIS);
    this.pingTimer = setInterval(() => this.checkLiveness(), PING_MILLIS);
  }

  get sendFrameBytes() { return Math.min(this.peer.maxFrameBytes, OUR_FRAME_BYTES); }

  /** Takes nothing new, finishes what is open, then closes. */
  goAway(message) {
    if (this.leaving || this.over) return;
    this.leaving = true;
    this.control(this.goingAwayFrame(new Fault(CODE.GOING_AWAY, message)));
    this.leaveTimer = setTimeout(() => this.finish(new Fault(CODE.GOING_AWAY, 'not done after 30 s')), GOING_AWAY_MILLIS);
    this.closeIfDone();
  }

  goingAwayFrame(fault) {
    return frame(TYPE.GOING_AWAY, 0, 0, 0, Buffer.concat([u64(this.highestId), faultBody(fault)]));
  }

  closeIfDone() {
    const idle = this.held.size + this.running.size + this.calls.length === 0;
    if (this.leaving && idle && !this.pumping) this.finish(undefined);
  }

  /** A violation of the whole connection: says why, and closes. */
  fail(fault) {
    if (this.over) return;
    this.control(this.goingAwayFrame(fault));
    this.finish(fault);
  }

  finish(fault) {
    if (this.over) return;
    this.over = true;
    for (const timer of [this.helloTimer, this.pingTimer, this.leaveTimer]) clearTimeout(timer);
    const lost = fault ?? new Fault(CODE.CONNECTION_LOST, 'the connection has ended');
    for (const request of this.running.values()) request.abort.abort(lost);
    for (const stream of [...this.open.values()]) stream.break(lost);
    this.output.end();
    this.input.destroy();
    this.resolveClosed(fault);
  }

  onEnd() {
    const between = this.pending.length === 0 && this.peer !== undefined;
    const orderly = between && this.open.size + this.running.size === 0;
    this.finish(orderly ? undefined : new Fault(CODE.CONNECTION_LOST, 'the host has closed with something open'));
  }

  checkLiveness() {
    const now = Date.now();
    if (this.output.writableLength === 0) this.lastTaken = now;
    if (now - Math.min(this.lastHeard, this.lastTaken) >= SILENCE_MILLIS) {
      this.fail(new Fault(CODE.NOT_RESPONDING, 'nothing heard or nothing taken for 45 s'));
    } else if (now - this.lastHeard >= PING_MILLIS && this.peer) {
      this.control(frame(TYPE.PING, 0, 0, 0, u64(++this.pings)));
    }
  }

  // --- Writing: control frames at once, then responses and streams in turn, one frame each, while the output takes them.

  control(bytes) {
    if (this.over) return;
    if (this.output.writableLength > WAITING_BYTES) return this.finish(new Fault(CODE.FLOOD, 'the host does not read'));
    this.output.write(bytes, () => { this.lastTaken = Date.now(); });
  }

  wantsToSend(stream) {
    this.senders.add(stream);
    this.pump();
  }

  pump() {
    if (this.over || this.pumping || !this.peer) return;
    this.pumping = true;
    this.output.cork();
    while (!this.output.writableNeedDrain) {
      const next = [this.calls.shift(), this.nextStreamFrame()].filter((each) => each !== undefined);
      if (next.length === 0) break;
      for (const each of next) this.output.write(each, () => { this.lastTaken = Date.now(); });
    }
    this.output.uncork();
    this.pumping = false;
    this.closeIfDone();
  }

  nextStreamFrame() {
    for (const stream of this.senders) {
      const next = stream.nextFrame();
      if (stream.outbox.length === 0) {
        this.senders.delete(stream);
      } else if (next) {
        this.senders.delete(stream);
        this.senders.add(stream);
      }
      if (next) return next;
    }
    return undefined;
  }

  // --- Reading

  onBytes(chunk) {
    this.lastHeard = Date.now();
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    try {
      if (!this.preambleSeen && !this.readPreamble()) return;
      while (!this.over && this.readFrame());
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.fail(error);
    }
  }

  readPreamble() {
    const length = Math.min(this.pending.length, PREAMBLE.length);
    if (this.pending.compare(PREAMBLE, 0, length, 0, length) !== 0) {
      throw new Fault(CODE.PROTOCOL, `the host begins with ${this.pending.toString('hex', 0, length)}, not with a preamble`);
    }
    if (length < PREAMBLE.length) return false;
    this.preambleSeen = true;
    this.pending = this.pending.subarray(PREAMBLE.length);
    return true;
  }

  /** Handles the next frame if it is here whole. */
  readFrame() {
    const { pending } = this;
    if (pending.length < HEADER_BYTES) return false;
    const length = pending.readUInt32BE(0);
    const most = this.peer ? this.limits.maxFrameBytes : HELLO_BYTES;
    if (length > most) throw new Fault(CODE.FRAME_TOO_LARGE, `a frame of ${length} bytes, at most ${most}`);
    if (pending.length < HEADER_BYTES + length) return false;
    const [type, kind, flags, zero] = pending.subarray(4, 8);
    const id = Number(pending.readBigUInt64BE(8));
    if (zero !== 0) throw new Fault(CODE.PROTOCOL, `byte 7 of a header is ${zero}`);
    if (!Number.isSafeInteger(id)) throw new Fault(CODE.UNSUPPORTED, 'an id above 2^53, which a number here cannot hold');
    const body = pending.subarray(HEADER_BYTES, HEADER_BYTES + length);
    this.pending = pending.subarray(HEADER_BYTES + length);
    this.onFrame({ type, kind, flags, id, body });
    return true;
  }

  onFrame(frame) {
    if (!this.peer && frame.type !== TYPE.HELLO && frame.type !== TYPE.GOING_AWAY) {
      throw new Fault(CODE.PROTOCOL, `type ${frame.type} before a hello`);
    }
    if (frame.type === TYPE.STREAM) return this.onStreamFrame(frame);
    const handler = HANDLERS[frame.type];
    if (!handler || frame.flags & UNKNOWN_FLAGS) {
      if (frame.flags & FLAG.IGNORABLE) return undefined;
      throw new Fault(CODE.UNSUPPORTED, `type ${frame.type} with flags ${frame.flags}`);
    }
    if ((frame.id === 0) !== handler.ofConnection) throw new Fault(CODE.PROTOCOL, `type ${frame.type} with id ${frame.id}`);
    if (frame.body.length < handler.leastBytes) throw new Fault(CODE.PROTOCOL, `type ${frame.type} of ${frame.body.length} bytes`);
    return handler.on(this, frame);
  }

  onHello({ body }) {
    if (this.peer) throw new Fault(CODE.PROTOCOL, 'a second hello');
    const hello = decodeJsonObject(body);
    if (hello.role !== 'host') throw new Fault(CODE.PROTOCOL, `role ${hello.role}, not host`);
    if (!(hello.version >= 1)) throw new Fault(CODE.UNSUPPORTED, `version ${hello.version}`);
    if (hello.incarnation !== this.incarnation || !(hello.epoch > 0)) {
      throw new Fault(CODE.WRONG_INCARNATION, `incarnation ${hello.incarnation}, epoch ${hello.epoch}; here ${this.incarnation}, 0`);
    }
    this.peer = readLimits(hello);
    this.sendTotal = this.peer.connectionCreditBytes;
    clearTimeout(this.helloTimer);
  }

  onGoingAway({ body }) {
    const fault = readFault(body.subarray(8));
    // With GOING_AWAY the host begins nothing new, finishes what is open and closes: nothing to do but to go on.
    if (fault.code !== CODE.GOING_AWAY) this.finish(fault);
  }

  // --- Requests

  onRequest({ id, flags, body }) {
    if (this.partOf) throw new Fault(CODE.PROTOCOL, `request ${id} between the parts of ${this.partOf.id}`);
    if (id % 2 !== 0 || id <= this.highestId) throw new Fault(CODE.PROTOCOL, `request ${id} after ${this.highestId}`);
    this.highestId = id;
    const request = { id, pieces: [], length: 0, refused: undefined, abort: new AbortController() };
    try {
      this.admit();
      Object.assign(request, readInvocation(body), { form: formOf(flags) });
      this.running.set(id, request);
    } catch (fault) {
      this.refuse(request, fault);
    }
    this.onPiece(request, flags, request.bytes);
  }

  admit() {
    if (this.limits.maxRequests === 0) throw new Fault(CODE.NOT_PERMITTED, 'no requests here');
    if (this.leaving) throw new Fault(CODE.REFUSED, 'this guest is going away');
    if (this.running.size >= this.limits.maxRequests) throw new Fault(CODE.BUSY, `${this.running.size} requests run`);
  }

  onPart({ id, flags, body }) {
    if (this.partOf?.id !== id) throw new Fault(CODE.PROTOCOL, `a part of ${id}, which is not begun`);
    this.onPiece(this.partOf, flags, body);
  }

  /** One more piece of the arguments; those of a refused request are skipped. */
  onPiece(request, flags, bytes) {
    const more = (flags & FLAG.MORE) !== 0;
    this.partOf = more ? request : undefined;
    if (request.refused) return;
    request.length += bytes.length;
    this.requestBytes += bytes.length;
    if (request.length > this.limits.maxRequestBytes) {
      this.refuse(request, new Fault(CODE.TOO_LARGE, `arguments above ${this.limits.maxRequestBytes} bytes`));
    } else if (this.requestBytes > this.limits.requestWindowBytes) {
      this.refuse(request, new Fault(CODE.BUSY, `requests above ${this.limits.requestWindowBytes} bytes`));
    } else {
      request.pieces.push(bytes);
      if (!more) this.answer(request);
    }
  }

  refuse(request, fault) {
    if (!(fault instanceof Fault)) throw fault;
    request.refused = fault;
    request.pieces = [];
    this.settle(request, []);
    this.control(frame(TYPE.ERROR, 0, 0, request.id, faultBody(fault)));
  }

  async answer(request) {
    const { context, deadlineMillis, abort: { signal } } = request;
    try {
      const handler = this.requests(context);
      if (!handler) throw new Fault(CODE.NOT_FOUND, `no method ${context.method} of ${context.target}`);
      const payload = new Payload(Buffer.concat(request.pieces), request.form);
      request.pieces = [];
      const answer = await handler(payload, { context, deadlineMillis, signal });
      if (signal.aborted) throw signal.reason;
      this.settle(request, this.responseFrames(request.id, answer));
    } catch (error) {
      this.settle(request, [frame(TYPE.ERROR, 0, 0, request.id, faultBody(asFault(error)))]);
    }
  }

  responseFrames(id, { bytes, form }) {
    if (bytes.length > this.peer.maxRequestBytes) throw new Fault(CODE.TOO_LARGE, `a response of ${bytes.length} bytes`);
    const parts = pieces(bytes, this.sendFrameBytes);
    return parts.map((piece, at) => frame(at === 0 ? TYPE.RESPONSE : TYPE.PART, 0,
      (at === 0 ? flagsOf(form) : 0) | (at < parts.length - 1 ? FLAG.MORE : 0), id, piece));
  }

  settle(request, frames) {
    if (this.running.delete(request.id)) this.requestBytes -= request.length;
    this.calls.push(...frames);
    this.pump();
  }

  onCancelRequest({ id }) {
    if (id % 2 !== 0 || id > this.highestId) throw new Fault(CODE.PROTOCOL, `a cancel of request ${id}, which never was`);
    this.running.get(id)?.abort.abort(new Fault(CODE.CANCELLED, `request ${id} was cancelled`));
  }

  // --- Streams

  onStreamFrame({ kind, flags, id, body }) {
    if (id === 0 && kind !== KIND.CREDIT) throw new Fault(CODE.PROTOCOL, `kind ${kind} of a stream with id 0`);
    if (kind === KIND.DATA) this.count(HEADER_BYTES + body.length);
    try {
      if (kind > KIND.ABORT || flags & UNKNOWN_FLAGS) {
        if (flags & FLAG.IGNORABLE && kind !== KIND.DATA) return;
        if (kind === KIND.DATA) this.useUp(HEADER_BYTES + body.length);
        throw new Fault(CODE.UNSUPPORTED, `kind ${kind} of a stream with flags ${flags}`);
      }
      if (kind === KIND.OPEN) this.onOpen(id, flags, body);
      else if (id === 0) this.onConnectionCredit(body);
      else this.onFrameOfStream(kind, flags, id, body);
    } catch (error) {
      if (!(error instanceof Fault) || id === 0) throw error;
      this.refuseStream(id, error);
    }
  }

  /** The violation of one stream, which ends that stream only, whether it is open or not. */
  refuseStream(id, fault) {
    const stream = this.open.get(id);
    if (stream) stream.abort(fault);
    else this.control(frame(TYPE.STREAM, KIND.ABORT, 0, id, faultBody(fault)));
  }

  onOpen(id, flags, body) {
    if (id % 2 !== 0 || id <= this.highestId) throw new Fault(CODE.PROTOCOL, `Open ${id} after ${this.highestId}`);
    this.highestId = id;
    if (this.limits.maxStreams === 0) throw new Fault(CODE.NOT_PERMITTED, 'no streams here');
    if (this.leaving) throw new Fault(CODE.REFUSED, 'this guest is going away');
    if (this.held.size >= this.limits.maxStreams) throw new Fault(CODE.REFUSED, `${this.held.size} streams are open`);
    if (body.length > OPEN_BYTES) throw new Fault(CODE.TOO_LARGE, `an Open of ${body.length} bytes`);
    const credit = readTotal(body.subarray(0, 8));
    const { context, bytes } = readInvocation(body.subarray(8));
    const argument = new Payload(bytes, formOf(flags));
    const handler = this.streams(context);
    if (!handler) throw new Fault(CODE.STREAMING_UNSUPPORTED, `no stream ${context.method} of ${context.target}`);
    const stream = new Stream(this, id, credit, this.limits);
    this.open.set(id, stream);
    this.held.add(stream);
    this.run(handler, stream, argument, context);
  }

  async run(handler, stream, argument, context) {
    try {
      await handler(stream, argument, context);
    } catch (error) {
      // That the reader has enough is no failure: the other direction ends with a Cancel.
      if (error !== stream.readerGone) stream.abort(asFault(error));
    }
    stream.letGo();
  }

  onFrameOfStream(kind, flags, id, body) {
    const stream = this.open.get(id);
    const everWas = id % 2 === 0 && id <= this.highestId;
    if (!stream) {
      if (kind === KIND.DATA) this.useUp(HEADER_BYTES + body.length);
      if (everWas || kind === KIND.ABORT) return;
      throw new Fault(CODE.UNKNOWN_STREAM, `stream ${id} never was`);
    }
    if (kind === KIND.DATA) stream.onData(flags, body);
    else if (kind === KIND.CREDIT) stream.onCredit(readTotal(body));
    else if (kind === KIND.CLOSE) stream.onClose();
    else if (kind === KIND.CANCEL) stream.onCancel(decodeText(body));
    else stream.break(readFault(body));
  }

  streamMayBeGone(stream) {
    if (!stream.ended) return;
    this.open.delete(stream.id);
    this.senders.delete(stream);
    if (stream.handled) this.held.delete(stream);
    this.closeIfDone();
  }

  // --- Credit of the connection

  count(cost) {
    this.received += cost;
    if (this.received > this.granted + this.limits.maxMessageBytes) {
      throw new Fault(CODE.FLOW_CONTROL, `${this.received} bytes received, ${this.granted} granted`);
    }
  }

  useUp(cost) {
    this.usedUpBytes += cost;
    const total = this.usedUpBytes + this.limits.connectionCreditBytes;
    if (total === this.granted || total - this.granted < this.granted - this.received) return;
    this.granted = total;
    this.control(frame(TYPE.STREAM, KIND.CREDIT, 0, 0, u64(total)));
  }

  onConnectionCredit(body) {
    const total = readTotal(body);
    if (total < this.sendTotal) throw new Fault(CODE.FLOW_CONTROL, `credit shrinks from ${this.sendTotal} to ${total}`);
    this.sendTotal = total;
    this.pump();
  }
}

/** What to do with each type but 9: whether its id is 0, the least length of its body, and the action. */
const HANDLERS = {
  [TYPE.HELLO]: { ofConnection: true, leastBytes: 0, on: (connection, frame) => connection.onHello(frame) },
  [TYPE.REQUEST]: { ofConnection: false, leastBytes: 0, on: (connection, frame) => connection.onRequest(frame) },
  [TYPE.SERVICE_REQUEST]: { ofConnection: false, leastBytes: 0, on: (connection, frame) => connection.onRequest(frame) },
  [TYPE.RESPONSE]: { ofConnection: false, leastBytes: 0, on: (_, { id }) => neverAsked(id) },
  [TYPE.ERROR]: { ofConnection: false, leastBytes: 0, on: (_, { id }) => neverAsked(id) },
  [TYPE.PART]: { ofConnection: false, leastBytes: 0, on: (connection, frame) => connection.onPart(frame) },
  [TYPE.CANCEL_REQUEST]: { ofConnection: false, leastBytes: 0, on: (connection, frame) => connection.onCancelRequest(frame) },
  [TYPE.KEY_CHANGED]: { ofConnection: true, leastBytes: 11, on: (connection, { body }) => {
    connection.count(HEADER_BYTES + body.length);
    connection.useUp(HEADER_BYTES + body.length);
  } },
  [TYPE.PING]: { ofConnection: true, leastBytes: 8, on: (connection, { body }) => connection.control(frame(TYPE.PONG, 0, 0, 0, body)) },
  [TYPE.PONG]: { ofConnection: true, leastBytes: 8, on: () => {} },
  [TYPE.GOING_AWAY]: { ofConnection: true, leastBytes: 12, on: (connection, frame) => connection.onGoingAway(frame) },
};

function neverAsked(id) {
  throw new Fault(CODE.PROTOCOL, `an answer to request ${id}, which never was`);
}

function readLimits(hello) {
  const limits = {};
  for (const [name, byDefault] of Object.entries(DEFAULT_LIMITS)) {
    const value = hello[name] ?? byDefault;
    const most = name === 'maxFrameBytes' ? MOST_FRAME_BYTES : Infinity;
    if (!Number.isInteger(value) || value < LEAST_LIMITS[name] || value > most) {
      throw new Fault(CODE.DECODE, `${name} cannot be ${value}`);
    }
    limits[name] = value;
  }
  return limits;
}

function readTotal(body) {
  if (body.length !== 8) throw new Fault(CODE.PROTOCOL, `a total of ${body.length} bytes`);
  const total = body.readBigUInt64BE();
  if (total >= 1n << 63n) throw new Fault(CODE.FLOW_CONTROL, `credit ${total} is 2^63 or more`);
  return Number(total);
}

function asFault(error) {
  return error instanceof Fault ? error : new Fault(CODE.APPLICATION, error?.message ?? String(error));
}

module.exports = { Connection, Fault, Payload, CODE };
