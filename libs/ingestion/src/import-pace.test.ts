import { describe, expect, it } from 'vitest';
import { importLoad, totalOf } from './import-pace.ts';

const nothing = {
  waiting: 0,
  retrying: 0,
  running: 0,
  failed: 0,
  ready: 0,
  leftBytes: 0,
  lastRetryIn: 0,
  doneDocuments: 0,
  donePages: 0,
  doneChunks: 0,
  doneBytes: 0,
  doneSeconds: 0,
};
const underWay = {
  ...nothing,
  waiting: 90,
  running: 10,
  leftBytes: 100_000,
  doneDocuments: 21,
  donePages: 60,
  doneChunks: 120,
  doneBytes: 21_000,
  doneSeconds: 60,
};

describe('the pace of an import', () => {
  it('is not known at the beginning', () => {
    const begun = { ...underWay, doneDocuments: 4 };
    expect(importLoad(begun, false)).toMatchObject({
      documentsPerMinute: null,
      pagesPerMinute: null,
      etaSeconds: null,
    });
    expect(importLoad({ ...underWay, doneSeconds: 5 }, false)).toMatchObject({ etaSeconds: null });
  });

  it('comes from what was finished in the last minutes', () => {
    expect(importLoad(underWay, false)).toMatchObject({
      documentsPerMinute: 20,
      pagesPerMinute: 60,
      chunksPerMinute: 120,
    });
  });

  it('lets long files count for more, but not in proportion', () => {
    // 300 s by documents and 286 s by bytes.
    expect(importLoad(underWay, false).etaSeconds).toBe(293);
    expect(importLoad({ ...underWay, leftBytes: 400_000 }, false).etaSeconds).toBe(586);
  });

  it('waits at least for planned retries, and says nothing when paused or done', () => {
    expect(importLoad({ ...underWay, lastRetryIn: 900 }, false).etaSeconds).toBe(900);
    expect(importLoad(underWay, true)).toMatchObject({ paused: true, etaSeconds: null });
    expect(importLoad({ ...underWay, waiting: 0, running: 0 }, false).etaSeconds).toBeNull();
  });

  it('adds up over collections', () => {
    const total = totalOf([underWay, { ...underWay, doneSeconds: 120 }]);
    expect(total).toMatchObject({ waiting: 180, doneDocuments: 42, doneSeconds: 120 });
  });
});
