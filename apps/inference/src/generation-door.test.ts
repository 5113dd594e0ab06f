import { describe, expect, it } from 'vitest';
import { ScriptedGenerator } from '../test/scripted-generator.ts';
import { GenerationDoor } from './generation-door.ts';

const asked = {
  model: '',
  priority: 'live' as const,
  request: { messages: [{ role: 'user' as const, content: 'x' }] },
};
const patient = new AbortController().signal;

function doorTo(pieces: ScriptedGenerator['pieces'], drainMs = 20) {
  const writer = new ScriptedGenerator();
  writer.pieces = pieces;
  return { writer, door: new GenerationDoor([writer], drainMs) };
}

describe('a process that stops', () => {
  it('finishes a text, and takes no further one', async () => {
    const { door } = doorTo([{ text: '一' }, { text: '二', finish: 'stop' }], 60_000);
    const text = door.generate(asked, patient);
    expect((await text.next()).value).toEqual({ text: '一' });
    const closed = door.close();
    await expect(door.generate(asked, patient).next()).rejects.toMatchObject({ code: 'INFERENCE_SHUTTING_DOWN' });
    expect((await text.next()).value).toEqual({ text: '二', finish: 'stop' });
    expect((await text.next()).done).toBe(true);
    await closed;
  });

  it('cuts off what takes too long, and says why', async () => {
    const { door, writer } = doorTo([{ text: '一' }, 'wait']);
    const text = door.generate(asked, patient);
    await text.next();
    const cut = expect(text.next()).rejects.toMatchObject({ code: 'INFERENCE_SHUTTING_DOWN' });
    await door.close();
    await cut;
    expect([writer.cancelled, door.running]).toEqual([1, 0]);
  });
});

it('a reader that leaves ends the text and is not told of a shutdown', async () => {
  const { door } = doorTo([{ text: '一' }, 'wait']);
  const caller = new AbortController();
  const text = door.generate(asked, caller.signal);
  await text.next();
  caller.abort();
  expect((await text.next()).value).toEqual({ text: '', finish: 'cancelled' });
  expect((await text.next()).done).toBe(true);
  expect(door.running).toBe(0);
});

it('without a model that writes, it says so', async () => {
  const door = new GenerationDoor([], 0);
  await expect(door.generate(asked, patient).next()).rejects.toMatchObject({ code: 'GENERATION_NOT_CONFIGURED' });
  await door.close();
});
