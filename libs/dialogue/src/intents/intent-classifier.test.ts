import { describe, expect, it } from 'vitest';
import { recogniseIntent, trainIntents } from './intent-classifier.ts';

/** Points around an axis of a space of eight, near enough to each other to be one intent. */
function around(axis: number, index: number): Float32Array {
  const vector = new Float32Array(8);
  vector[axis] = 1;
  vector[(axis + 1 + (index % 3)) % 8] += 0.1 + 0.05 * index;
  const norm = Math.hypot(...vector);
  return vector.map((it) => it / norm);
}
const examples = [0, 2, 4].flatMap((axis, intent) =>
  [0, 1, 2, 3].map((index) => ({ intent, vector: around(axis, index) })),
);

describe('the recogniser of intents', () => {
  it('knows its intents and what is none of them', async () => {
    const { model, leaveOneOut } = await trainIntents(examples, 3);
    expect(leaveOneOut).toMatchObject({ examples: 12, accuracy: 1 });
    expect(recogniseIntent(model, around(2, 1))).toMatchObject({ intent: 1, accepted: true });
    expect(recogniseIntent(model, around(6, 0)).accepted).toBe(false);
  });

  it('reports an example that the others would take for another intent', async () => {
    const { leaveOneOut } = await trainIntents([...examples, { intent: 2, vector: around(0, 1) }], 3);
    expect(leaveOneOut.accuracy).toBeLessThan(1);
    expect(leaveOneOut.mistakes).toContainEqual({ example: 12, taken: 0 });
  });

  it('says what training each time without an example would say', async () => {
    const { model } = await trainIntents(examples, 3);
    const without = await trainIntents(examples.slice(1), 3);
    // The closed form and a real training without the example choose alike.
    expect(recogniseIntent(without.model, examples[0].vector).intent).toBe(0);
    expect(model.labels).toHaveLength(12);
  });

  it('is the same every time', async () => {
    const [once, again] = [await trainIntents(examples, 3), await trainIntents(examples, 3)];
    expect(once).toEqual(again);
  });

  it('works with a single intent of a single example, and refuses none at all', async () => {
    const { model } = await trainIntents([examples[0]], 1);
    expect(recogniseIntent(model, around(6, 0)).accepted).toBe(false);
    await expect(trainIntents([], 1)).rejects.toThrow(RangeError);
  });
});
