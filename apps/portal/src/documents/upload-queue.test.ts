import { expect, it } from 'vitest';
import { ApiError } from '../api/api-error.ts';
import type { ChosenFile } from './dropped-files.ts';
import { UploadQueue, type Sender } from './upload-queue.ts';

const chosen = (name: string): ChosenFile => ({ file: new File(['x'], name), sourceKey: `docs/${name}` });

function queueWith(send: Sender) {
  let accepted = 0;
  const queue = new UploadQueue({ send, onAccepted: () => (accepted += 1), concurrency: 2 });
  const ended = () =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (queue.snapshot().every((one) => one.state !== 'waiting' && one.state !== 'uploading')) resolve();
      };
      queue.subscribe(check);
      check();
    });
  return { queue, ended, accepted: () => accepted };
}

it('sends every file, never more than allowed at once', async () => {
  let running = 0;
  let most = 0;
  const { queue, ended, accepted } = queueWith(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
    return { changed: true, documents: 1, skipped: [] };
  });
  queue.add(['a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt'].map(chosen));
  await ended();
  expect(queue.snapshot().map((one) => one.state)).toEqual(Array(5).fill('accepted'));
  expect(most).toBe(2);
  expect(accepted()).toBe(5);
});

it('tells unchanged files from new ones and keeps the cause of a refusal', async () => {
  const { queue, ended } = queueWith(({ sourceKey }) =>
    sourceKey.endsWith('.exe')
      ? Promise.reject(new ApiError({ code: 'FILE_TYPE_UNSUPPORTED', status: 415 }))
      : Promise.resolve({ changed: false, documents: 1, skipped: [] }),
  );
  queue.add([chosen('same.txt'), chosen('tool.exe')]);
  await ended();
  expect(queue.snapshot()).toMatchObject([
    { state: 'unchanged' },
    { state: 'failed', error: { code: 'FILE_TYPE_UNSUPPORTED' } },
  ]);
});

it('sends a failed file again on request', async () => {
  let attempts = 0;
  const { queue, ended } = queueWith(() => {
    attempts += 1;
    return attempts === 1
      ? Promise.reject(new TypeError('network'))
      : Promise.resolve({ changed: true, documents: 1, skipped: [] });
  });
  queue.add([chosen('a.txt')]);
  await ended();
  expect(queue.snapshot()[0]).toMatchObject({ state: 'failed', error: { code: 'UNREACHABLE' } });
  queue.retry(queue.snapshot()[0]?.id ?? 0);
  await ended();
  expect(queue.snapshot()[0]).toMatchObject({ state: 'accepted', error: null });
});

it('forgets what has ended, not what is under way', async () => {
  const { queue } = queueWith(() => new Promise(() => undefined));
  queue.add(['a.txt', 'b.txt', 'c.txt'].map(chosen));
  queue.clear();
  expect(queue.snapshot().map((one) => one.state)).toEqual(['uploading', 'uploading', 'waiting']);
});
