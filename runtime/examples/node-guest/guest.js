// A guest on standard input and output: node guest.js. Standard output belongs to the wire, so logs go to standard error.
'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { Connection, Fault, Payload, CODE } = require('./wire.js');

const TARGET = 'guest';
const DEFAULT_SLOW_MILLIS = 100;

let numbersSent = 0;

const requests = {
  /** Gives back what it gets, in the same form. */
  echo: (payload) => payload,

  /** The sum of a JSON array of numbers. */
  add: (payload) => {
    const numbers = payload.value();
    if (!Array.isArray(numbers) || !numbers.every(Number.isFinite)) {
      throw new Fault(CODE.DECODE, 'add takes a JSON array of numbers');
    }
    return Payload.json(numbers.reduce((sum, number) => sum + number, 0));
  },

  /** How many numbers all counters have sent: what a reader that stands still can check. */
  numbersSent: () => Payload.json(numbersSent),
};

const streams = {
  /** Gives back each message. Waiting for the write before the next read carries the reader's pace to the writer. */
  async echo(stream) {
    for await (const message of stream) await stream.write(message);
  },

  /** Sends 0, 1, 2, … as text, as fast as the reader grants. The argument is how many; none: until cancelled. */
  async counter(stream, argument) {
    const count = argument.bytes.length === 0 ? Infinity : argument.value();
    for (let number = 0; number < count; number++) {
      await stream.write(Payload.text(String(number)));
      numbersSent++;
    }
  },

  /** Takes one message each so many milliseconds (the argument, in JSON), and says at the end how many there were. */
  async slow(stream, argument) {
    const millis = argument.bytes.length === 0 ? DEFAULT_SLOW_MILLIS : argument.value();
    let count = 0;
    for await (const _ of stream) {
      await sleep(millis, undefined, { ref: false });
      count++;
    }
    await stream.write(Payload.json(count));
  },
};

function handlerIn(table) {
  return ({ target, method }) => {
    if (target !== TARGET) throw new Fault(CODE.NOT_FOUND, `no object ${target}, only ${TARGET}`);
    return Object.hasOwn(table, method) ? table[method] : undefined;
  };
}

const connection = new Connection({
  input: process.stdin,
  output: process.stdout,
  incarnation: Number(process.env.VELLAMO_INCARNATION ?? 0),
  // All first credits together are a quarter of the connection's: 128 * 65,536 = 33,554,432 / 4.
  limits: { maxStreams: 128, streamCreditBytes: 65536 },
  requests: handlerIn(requests),
  streams: handlerIn(streams),
});
process.on('SIGTERM', () => connection.goAway('the guest was asked to end'));
connection.closed.then((fault) => {
  if (fault) console.error(`guest: the connection ended: code ${fault.code}, ${fault.message}`);
  process.exitCode = fault ? 1 : 0;
});
