import type { Answer, AskEvent } from '@mingda/contracts';
import { expect, it } from 'vitest';
import { ConversationStore } from './conversation-store.ts';

const answer: Answer = {
  id: '7c0e7f3a-7e0b-4a56-9a55-7f4f7a0f6a01',
  conversationId: '1b0e7f3a-7e0b-4a56-9a55-7f4f7a0f6a02',
  externalId: null,
  question: 'How long?',
  outcome: 'answered',
  text: 'Fifteen days.[1]',
  lang: 'en',
  confidence: 0.9,
  handOver: false,
  citations: [],
  answerer: 'extractive',
  profileVersion: 1,
  timings: { totalMs: 4, embedMs: 1, searchMs: 2, answerMs: 1 },
  createdAt: '2026-01-01T00:00:00.000Z',
};

async function* stream(...events: AskEvent[]): AsyncGenerator<AskEvent> {
  yield* events;
}

it('gathers the streamed text and ends with the answer', async () => {
  const store = new ConversationStore(() =>
    stream(
      { type: 'passages', passages: [] },
      { type: 'text', text: 'Fifteen ' },
      { type: 'text', text: 'days.' },
      { type: 'answer', answer },
    ),
  );
  await store.send('How long?');
  expect(store.snapshot()).toMatchObject([{ question: 'How long?', state: 'done', text: 'Fifteen days.', answer }]);
});

it('continues the conversation that the first answer opened, until it is cleared', async () => {
  const sent: (string | undefined)[] = [];
  const store = new ConversationStore((body) => {
    sent.push(body.conversationId);
    return stream({ type: 'answer', answer });
  });
  await store.send('one');
  await store.send('two');
  store.clear();
  await store.send('three');
  expect(sent).toEqual([undefined, answer.conversationId, undefined]);
});

it('shows an error event with its code and its title in both languages', async () => {
  const store = new ConversationStore(() =>
    stream({ type: 'error', code: 'INFERENCE_QUEUE_FULL', title: 'The queue is full.', titleZh: '队列已满。' }),
  );
  await store.send('one');
  expect(store.snapshot()[0]).toMatchObject({
    state: 'failed',
    error: { code: 'INFERENCE_QUEUE_FULL', title: 'The queue is full.', titleZh: '队列已满。' },
  });
});

it('fails when the stream ends without an answer', async () => {
  const store = new ConversationStore(() => stream({ type: 'text', text: 'Fif' }));
  await store.send('one');
  expect(store.snapshot()[0]).toMatchObject({ state: 'failed', text: 'Fif', error: { code: 'UNREACHABLE' } });
});

it('marks a question that the person stopped', async () => {
  const store = new ConversationStore(async function* (_, signal): AsyncGenerator<AskEvent> {
    yield { type: 'text', text: 'Fif' };
    await new Promise((resolve) => setTimeout(resolve, 1));
    signal.throwIfAborted();
  });
  const sending = store.send('one');
  await Promise.resolve();
  store.stop();
  await sending;
  expect(store.snapshot()[0]).toMatchObject({ state: 'stopped', error: null });
});
