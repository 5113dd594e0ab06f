import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbedReply } from '@mingda/contracts';
import type { InferenceEngine } from '@mingda/inference';
import {
  atLeast,
  atMost,
  mixedLengths,
  modelOf,
  quantile,
  say,
  series,
  startEngine,
  textsOfLengths,
  untargeted,
  type Row,
} from './inference-parts.ts';

const askers = 64;
const key = modelOf('zh');

/** Many who ask at once, with and without batching; one who asks while documents are embedded. */
export async function measureLive(seconds: number): Promise<Row[]> {
  const next = series(11);
  const short = await textsOfLengths(
    'zh',
    Array.from({ length: 256 }, () => Math.round(8 + 16 * next())),
  );
  const longer = await textsOfLengths(
    'zh',
    Array.from({ length: 256 }, () => 64),
  );
  return [
    await batching(`${askers} askers, 8-24 tokens`, short, { seconds, least: 1.8 }),
    await batching(`${askers} askers, 64 tokens`, longer, { seconds }),
    ...(await besideBulk(short, seconds)),
  ];
}

async function batching(
  what: string,
  texts: readonly string[],
  { seconds, least }: { readonly seconds: number; readonly least?: number },
): Promise<Row> {
  const batched = await startEngine();
  const single = await startEngine({ queue: { maxBatchTexts: 1 } });
  try {
    await Promise.all([batched.load(key), single.load(key)]);
    const rates = { batched: 0, single: 0 };
    // In turn, so that whatever else the machine does falls on both.
    for (let turn = 0; turn < 2; turn += 1) {
      rates.single = Math.max(rates.single, await throughput(single, texts, seconds));
      rates.batched = Math.max(rates.batched, await throughput(batched, texts, seconds));
    }
    const ratio = rates.batched / rates.single;
    return {
      what: `${what}, batched`,
      measured: `${Math.round(rates.batched)} texts/s`,
      against: `${Math.round(rates.single)} texts/s one by one`,
      ...(least === undefined ? untargeted(ratio) : atLeast(ratio, least)),
    };
  } finally {
    await Promise.all([batched.close(), single.close()]);
  }
}

async function throughput(engine: InferenceEngine, texts: readonly string[], seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let count = 0;
  const asker = async (number: number): Promise<void> => {
    for (let index = number; performance.now() < until; index += askers) {
      await ask(engine, texts[index % texts.length] ?? '');
      count += 1;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: askers }, (_, number) => asker(number)));
  return (count / (performance.now() - started)) * 1000;
}

const ask = (engine: InferenceEngine, text: string): Promise<EmbedReply> =>
  engine.embed({ model: key, role: 'plain', priority: 'live', items: [{ text }] });

async function besideBulk(questions: readonly string[], seconds: number): Promise<Row[]> {
  const passages = (await textsOfLengths('zh', mixedLengths(256))).map((text) => ({ text }));
  const engine = await startEngine();
  try {
    await engine.load(key);
    await questionsFor(engine, questions, 1);
    const idle = p95(await questionsFor(engine, questions, seconds));
    const alone = bulk(engine, passages);
    await sleep(seconds * 1000);
    const undisturbed = await alone.stop(0);
    const beside = bulk(engine, passages);
    const asked = await questionsFor(engine, questions, seconds);
    const loaded = p95(asked);
    const disturbed = await beside.stop(asked.reduce((sum, { tokens }) => sum + tokens, 0));
    say(`  bulk ${Math.round(undisturbed)} tokens/s alone, ${Math.round(disturbed)} with questions`);
    return [
      {
        what: 'Live question beside bulk, p95',
        measured: `${loaded.toFixed(1)} ms`,
        against: `${idle.toFixed(1)} ms idle`,
        ...atMost(loaded / idle, 3),
      },
      {
        what: 'Bulk beside live questions',
        measured: `${Math.round(disturbed)} tokens/s`,
        against: `${Math.round(undisturbed)} tokens/s alone`,
        ...atLeast(disturbed / undisturbed, 0.85),
      },
    ];
  } finally {
    await engine.close();
  }
}

interface Asked {
  readonly ms: number;
  readonly tokens: number;
}

const p95 = (asked: readonly Asked[]): number =>
  quantile(
    asked.map(({ ms }) => ms),
    0.95,
  );

/** A question every 50 ms, whether or not the one before is answered. */
async function questionsFor(engine: InferenceEngine, questions: readonly string[], seconds: number): Promise<Asked[]> {
  const asked: Promise<Asked>[] = [];
  const until = performance.now() + seconds * 1000;
  for (let index = 0; performance.now() < until; index += 1) {
    const started = performance.now();
    const reply = ask(engine, questions[index % questions.length] ?? '');
    asked.push(reply.then(({ tokenCount }) => ({ ms: performance.now() - started, tokens: tokenCount })));
    await sleep(50);
  }
  return Promise.all(asked);
}

/** Keeps the bulk line filled until stopped; the result is in tokens a second. */
function bulk(
  engine: InferenceEngine,
  items: readonly { readonly text: string }[],
): { readonly stop: (liveTokens: number) => Promise<number> } {
  const stopped = new AbortController();
  const tokens = (): number => engine.metrics().models.find((model) => model.key === key)?.tokens ?? 0;
  const before = tokens();
  const started = performance.now();
  const feeder = async (): Promise<void> => {
    while (!stopped.signal.aborted) await engine.embed({ model: key, role: 'plain', priority: 'bulk', items });
  };
  const feeding = Promise.all([feeder(), feeder()]);
  return {
    stop: async (liveTokens) => {
      stopped.abort();
      const rate = ((tokens() - before - liveTokens) / (performance.now() - started)) * 1000;
      await feeding;
      return rate;
    },
  };
}
