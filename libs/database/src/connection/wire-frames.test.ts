import { expect, test } from 'vitest';
import { WireFrames } from './wire-frames.ts';

const message = (type: string, body = ''): Buffer => {
  const bytes = Buffer.alloc(5 + body.length);
  bytes.write(type, 0, 'latin1');
  bytes.writeInt32BE(4 + body.length, 1);
  bytes.write(body, 5, 'latin1');
  return bytes;
};
const startup = Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]);

test('messages are handed on up to the next one that is answered', () => {
  const stream = Buffer.concat([
    startup,
    message('P', 'a'),
    message('B', 'bb'),
    message('S'),
    message('Q', 'select'),
    message('P'),
  ]);
  const batches = new WireFrames().push(stream);
  expect(batches.map(({ kind, bytes }) => [kind, bytes.length])).toEqual([
    ['startup', 8],
    ['messages', 6 + 7 + 5],
    ['messages', 11],
  ]);
});

test('a stream cut at every byte gives the same batches', () => {
  const stream = Buffer.concat([startup, message('P', 'parse'), message('S'), message('X')]);
  for (let cut = 1; cut < stream.length; cut += 1) {
    const frames = new WireFrames();
    const batches = [...frames.push(stream.subarray(0, cut)), ...frames.push(stream.subarray(cut))];
    expect(batches.map(({ kind }) => kind)).toEqual(['startup', 'messages', 'terminate']);
    expect(Buffer.concat(batches.map(({ bytes }) => bytes)).equals(stream)).toBe(true);
  }
});
