import type { ReviewTask } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { asRated, currentEntry, emptySession, leftForLater, moved, withDraft, withTask } from './review-session.ts';

const task = (id: string) => ({ id }) as ReviewTask;

describe('a session of reviewing', () => {
  it('keeps the judgement of each task while going back and forth', () => {
    let session = withDraft(withTask(emptySession, task('a')), { label: 'wrong' });
    session = withTask(asRated(session), task('b'));
    expect(currentEntry(session)).toMatchObject({ task: { id: 'b' }, rated: false, draft: { label: null } });
    session = moved(session, -1);
    expect(currentEntry(session)).toMatchObject({ task: { id: 'a' }, rated: true, draft: { label: 'wrong' } });
    expect(moved(moved(session, -1), -1)).toEqual(session);
    expect(currentEntry(moved(session, 1))?.task.id).toBe('b');
  });

  it('knows what was left for later, and shows it again where it stands', () => {
    const session = withTask(asRated(withTask(withTask(emptySession, task('a')), task('b'))), task('c'));
    expect(leftForLater(session)).toEqual(['a', 'c']);
    expect(withTask(session, task('a')).at).toBe(0);
    expect(withTask(session, task('a')).entries).toHaveLength(3);
  });
});
