import { describe, expect, it } from 'vitest';
import { StageTimer } from './stage-timer.ts';

class Part {
  readonly #factor = 2;

  async double(value: number): Promise<number> {
    if (value < 0) throw new Error('negative');
    return this.#factor * value;
  }
}

describe('the stage timer', () => {
  it('passes calls, results and failures on, and counts each call once', async () => {
    const part = new Part();
    const timer = new StageTimer();
    timer.watch(part, 'double', 'search');
    expect(await part.double(4)).toBe(8);
    await expect(part.double(-1)).rejects.toThrow('negative');
    expect([...timer.take().keys()]).toEqual(['search']);
    expect(timer.take().size).toBe(0);
  });
});
