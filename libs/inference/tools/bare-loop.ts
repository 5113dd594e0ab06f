/**
 * A bare loop over `session.run` in a process of its own: no queue, no tokenizer, inputs made beforehand. The benchmark
 * starts it (`tools/bench/inference-ceiling.ts`) and tells it what to do.
 */
import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';

interface LoopTask {
  readonly model: string;
  /** File with the token ids of each text, as JSON. */
  readonly rows: string;
  readonly intraOpThreads: number;
  /** This process takes every `of`-th batch, from `part` on. */
  readonly part: number;
  readonly of: number;
}

const task = JSON.parse(process.argv[2] ?? '{}') as LoopTask;
const rows = (JSON.parse(await readFile(task.rows, 'utf8')) as number[][]).toSorted((a, b) => a.length - b.length);
const session = await InferenceSession.create(task.model, {
  intraOpNumThreads: task.intraOpThreads,
  interOpNumThreads: 1,
  enableMemPattern: false,
});

type Feeds = Record<string, Tensor>;

function feedsOf(batch: readonly number[][]): Feeds {
  const width = Math.max(...batch.map(({ length }) => length));
  const shape = [batch.length, width];
  const ids = new BigInt64Array(batch.length * width);
  const mask = new BigInt64Array(batch.length * width);
  for (const [row, tokens] of batch.entries()) {
    for (const [index, token] of tokens.entries()) {
      ids[row * width + index] = BigInt(token);
      mask[row * width + index] = 1n;
    }
  }
  const all: Feeds = {
    input_ids: new Tensor('int64', ids, shape),
    attention_mask: new Tensor('int64', mask, shape),
    token_type_ids: new Tensor('int64', new BigInt64Array(ids.length), shape),
    wanted_tokens: new Tensor('int64', BigInt64Array.of(1n), [1]),
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => session.inputNames.includes(name)));
}

/** The batches of this process, for a size. */
function batchesOf(size: number): Feeds[] {
  const batches: Feeds[] = [];
  for (let start = 0, index = 0; start < rows.length; start += size, index += 1) {
    if (index % task.of === task.part) batches.push(feedsOf(rows.slice(start, start + size)));
  }
  return batches;
}

let batches: Feeds[] = [];

/** A number prepares batches of that size and warms up, `go` runs them. */
async function perform(message: number | 'go'): Promise<void> {
  if (message === 'go') {
    for (const feeds of batches) await session.run(feeds);
  } else {
    batches = batchesOf(message);
    for (const feeds of batches.slice(0, 2)) await session.run(feeds);
  }
  process.send?.('done');
}

process.on('message', (message: number | 'go') => void perform(message));
