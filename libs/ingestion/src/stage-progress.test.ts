import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StageProgress } from './stage-progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a short job writes nothing', async () => {
  const write = vi.fn<(state: string, progress: number) => Promise<void>>(async () => undefined);
  const progress = new StageProgress(write);
  progress.tell('parsing', 0.1);
  progress.tell('embedding', 0.5);
  await progress.end();
  await vi.advanceTimersByTimeAsync(1000);
  expect(write).not.toHaveBeenCalled();
});

test('a long one writes what was told last, also when nothing more is told', async () => {
  const write = vi.fn<(state: string, progress: number) => Promise<void>>(async () => undefined);
  const progress = new StageProgress(write);
  progress.tell('parsing', 0.1);
  progress.tell('parsing', 0.2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(write.mock.calls).toEqual([['parsing', 0.2]]);
  progress.tell('embedding', 0.5);
  await vi.advanceTimersByTimeAsync(1000);
  expect(write).toHaveBeenLastCalledWith('embedding', 0.5);
  await progress.end();
});

test('writes keep their order; the end waits for the last one and meets its failure', async () => {
  const order: number[] = [];
  const progress = new StageProgress(async (_, share) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    order.push(share);
    if (share === 0.4) throw new Error('database gone');
  });
  progress.tell('embedding', 0.3);
  await vi.advanceTimersByTimeAsync(250);
  progress.tell('embedding', 0.4);
  await vi.advanceTimersByTimeAsync(250);
  const ended = expect(progress.end()).rejects.toThrow('database gone');
  await vi.advanceTimersByTimeAsync(1000);
  await ended;
  expect(order).toEqual([0.3, 0.4]);
});
