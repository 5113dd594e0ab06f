import { createLogger, MingdaError } from '@mingda/platform';
import { expect, test } from 'vitest';
import { ImproveCollection } from './improve-collection.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');

function failingWith(error: Error): { readonly improve: ImproveCollection; readonly done: string[] } {
  const done: string[] = [];
  const given = {
    scopeOf: async () => ({ tenantId: 'tenant' }),
    writeFaq: { embedOutdated: async () => undefined },
    saveIntents: { trainOutdated: () => Promise.reject(error) },
    groupQuestions: { embedOutdated: async () => undefined, execute: async () => ({ more: false }) },
    reviewAnswers: { draw: async () => void done.push('reviews') },
    notice: {},
    logger,
  } as unknown as ConstructorParameters<typeof ImproveCollection>[0];
  return { improve: new ImproveCollection(given), done };
}

test('intents that cannot be trained keep nothing else from being done, unless a retry may train them', async () => {
  const { signal } = new AbortController();
  const invalid = failingWith(new MingdaError('INTENTS_INVALID'));
  await invalid.improve.execute('c', signal);
  expect(invalid.done).toEqual(['reviews']);
  const full = failingWith(new MingdaError('INFERENCE_QUEUE_FULL'));
  await expect(full.improve.execute('c', signal)).rejects.toMatchObject({ code: 'INFERENCE_QUEUE_FULL' });
  expect(full.done).toEqual([]);
});

test('a stopped job stops', async () => {
  const { improve, done } = failingWith(new MingdaError('INFERENCE_CANCELLED'));
  await expect(improve.execute('c', AbortSignal.abort())).rejects.toMatchObject({ code: 'INFERENCE_CANCELLED' });
  expect(done).toEqual([]);
});
