import type { ImportLoad } from '@mingda/contracts';
import type { ImportCounts } from '@mingda/database';

type Counts = Omit<ImportCounts, 'collectionId' | 'name' | 'selfPaused' | 'allPaused'>;

/** How far back finished documents count. */
export const paceWindowSeconds = 300;
/** Fewer documents, or a shorter time, say nothing about the pace. */
const fewestDocuments = 5;
const shortestSeconds = 10;

/** Sums over collections; the pace of all is measured since the first of them finished something. */
export function totalOf(counts: readonly Counts[]): Counts {
  const sum = (of: keyof Counts): number => counts.reduce((total, it) => total + it[of], 0);
  const most = (of: keyof Counts): number => counts.reduce((largest, it) => Math.max(largest, it[of]), 0);
  return {
    waiting: sum('waiting'),
    retrying: sum('retrying'),
    running: sum('running'),
    failed: sum('failed'),
    ready: sum('ready'),
    leftBytes: sum('leftBytes'),
    lastRetryIn: most('lastRetryIn'),
    doneDocuments: sum('doneDocuments'),
    donePages: sum('donePages'),
    doneChunks: sum('doneChunks'),
    doneBytes: sum('doneBytes'),
    doneSeconds: most('doneSeconds'),
  };
}

/** Pace and time left from what was finished lately; null where that would be a guess. */
export function importLoad(counts: Counts, paused: boolean): ImportLoad {
  const { waiting, retrying, running, failed, ready } = counts;
  const known = counts.doneDocuments >= fewestDocuments && counts.doneSeconds >= shortestSeconds;
  const perMinute = (done: number): number | null => (known ? (60 * done) / counts.doneSeconds : null);
  return {
    paused,
    waiting,
    retrying,
    running,
    failed,
    ready,
    documentsPerMinute: perMinute(counts.doneDocuments - 1),
    pagesPerMinute: perMinute(counts.donePages),
    chunksPerMinute: perMinute(counts.doneChunks),
    etaSeconds: known && !paused ? secondsLeft(counts) : null,
  };
}

/**
 * Between the time by documents and the time by bytes, as their geometric mean: a long file takes longer than a short
 * one, but far from in proportion. A planned retry is waited for at least.
 */
function secondsLeft(counts: Counts): number | null {
  const documents = counts.waiting + counts.retrying + counts.running;
  if (documents === 0) return null;
  const { doneDocuments, doneSeconds, doneBytes, leftBytes, lastRetryIn } = counts;
  const byDocuments = (documents * doneSeconds) / (doneDocuments - 1);
  const byBytes = doneBytes === 0 ? byDocuments : (leftBytes * doneSeconds) / doneBytes;
  return Math.ceil(Math.max(Math.sqrt(byDocuments * byBytes), lastRetryIn));
}
