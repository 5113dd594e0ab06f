import { setTimeout as sleep } from 'node:timers/promises';
import {
  atMost,
  mean,
  modelOf,
  say,
  series,
  startEngine,
  textsOfLengths,
  untargeted,
  type Row,
} from './inference-parts.ts';

const callers = 500;
const key = modelOf('zh');
const megabyte = 1024 * 1024;

/**
 * 500 callers who each ask again at once, for `minutes`: errors, the worst wait against the mean, and whether memory grows
 * between a fifth of the time and its end (minutes 2 and 10 of 10).
 */
export async function measureCallers(minutes: number): Promise<Row[]> {
  const next = series(13);
  const texts = await textsOfLengths(
    'zh',
    Array.from({ length: 512 }, () => Math.round(8 + 56 * next())),
  );
  const engine = await startEngine();
  try {
    await engine.load(key);
    const until = performance.now() + minutes * 60_000;
    const waits: number[] = [];
    let errors = 0;
    const caller = async (number: number): Promise<void> => {
      for (let index = number; performance.now() < until; index += callers) {
        const started = performance.now();
        try {
          await engine.embed({
            model: key,
            role: 'query',
            priority: 'live',
            items: [{ text: texts[index % texts.length] ?? '' }],
          });
          waits.push(performance.now() - started);
        } catch {
          errors += 1;
        }
      }
    };
    const asking = Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
    await sleep(minutes * 12_000);
    const early = await residentBytes();
    await sleep(minutes * 48_000 - 500);
    const late = await residentBytes();
    await asking;
    const worst = waits.reduce((most, wait) => Math.max(most, wait), 0);
    say(`  ${waits.length} answers, ${errors} errors`);
    return [
      {
        what: `${callers} callers, errors`,
        measured: String(errors),
        against: `${waits.length} answers`,
        ...atMost(errors, 0),
      },
      {
        what: `${callers} callers, longest wait`,
        measured: `${Math.round(worst)} ms`,
        against: `${Math.round(mean(waits))} ms on the mean`,
        ...atMost(worst / mean(waits), 10),
      },
      {
        what: `Memory at minute ${minutes} against ${(minutes / 5).toFixed(1)}`,
        measured: `${Math.round(late / megabyte)} MiB`,
        against: `${Math.round(early / megabyte)} MiB`,
        ...atMost(late / early, 1.05),
      },
    ];
  } finally {
    await engine.close();
  }
}

/** The least of a few readings: what is left after collection, not what happens to be in use. */
async function residentBytes(): Promise<number> {
  let least = Infinity;
  for (let reading = 0; reading < 10; reading += 1) {
    least = Math.min(least, process.memoryUsage.rss());
    await sleep(50);
  }
  return least;
}

/** A model loaded and unloaded again and again: resident memory after the last time against the fourth. */
export async function measureReloading(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const isolation of ['thread', 'process'] as const) {
    const engine = await startEngine({ isolation });
    try {
      const after: number[] = [];
      for (let turn = 0; turn < 16; turn += 1) {
        await engine.load(key);
        await engine.embed({ model: key, role: 'plain', priority: 'bulk', items: [{ text: '公司制度'.repeat(100) }] });
        await engine.unload(key);
        after.push(await residentBytes());
      }
      rows.push({
        what: `Model reloaded 16 times, ${isolation}`,
        measured: `${Math.round((after[15] ?? 0) / megabyte)} MiB`,
        against: `${Math.round((after[3] ?? 0) / megabyte)} MiB after 4`,
        ...untargeted((after[15] ?? 0) / (after[3] ?? 1)),
      });
    } finally {
      await engine.close();
    }
  }
  return rows;
}
