import type { GiveRating, ReviewTask } from '@mingda/contracts';

export type Draft = Omit<GiveRating, 'label'> & { readonly label: GiveRating['label'] | null };

export interface Entry {
  readonly task: ReviewTask;
  readonly draft: Draft;
  readonly rated: boolean;
}

/** The tasks that one rater has seen since the page was opened, in order, and the one that is shown. */
export interface Session {
  readonly entries: readonly Entry[];
  readonly at: number;
}

export const emptySession: Session = { entries: [], at: 0 };

const emptyDraft: Draft = { label: null, grounded: null, tone: null, comment: null };

export const currentEntry = (session: Session): Entry | undefined => session.entries[session.at];

/** A new task comes last and is shown; one that was left for later before is shown again where it stands. */
export function withTask(session: Session, task: ReviewTask): Session {
  const known = session.entries.findIndex((it) => it.task.id === task.id);
  if (known >= 0) return { ...session, at: known };
  const entries = [...session.entries, { task, draft: emptyDraft, rated: false }];
  return { entries, at: entries.length - 1 };
}

export function withDraft(session: Session, change: Partial<Draft>): Session {
  return replaceCurrent(session, (entry) => ({ ...entry, draft: { ...entry.draft, ...change } }));
}

export function asRated(session: Session): Session {
  return replaceCurrent(session, (entry) => ({ ...entry, rated: true }));
}

export function moved(session: Session, by: 1 | -1): Session {
  const at = session.at + by;
  return at < 0 || at >= session.entries.length ? session : { ...session, at };
}

/** Seen and left for later: the server is asked for another one. */
export const leftForLater = (session: Session): string[] =>
  session.entries.filter((it) => !it.rated).map((it) => it.task.id);

function replaceCurrent(session: Session, change: (entry: Entry) => Entry): Session {
  return { ...session, entries: session.entries.map((it, index) => (index === session.at ? change(it) : it)) };
}
