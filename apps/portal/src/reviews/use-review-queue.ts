import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { claimReview, rateReview } from '../api/client.generated.ts';
import { useFailureMessage } from '../states/use-failure-message.ts';
import {
  asRated,
  currentEntry,
  emptySession,
  leftForLater,
  moved,
  withDraft,
  withTask,
  type Draft,
  type Entry,
} from './review-session.ts';
import { reviewsKey } from './review-queries.ts';

export interface ReviewQueue {
  readonly entry: Entry | undefined;
  readonly leftForYou: number;
  readonly canGoBack: boolean;
  readonly busy: boolean;
  readonly loading: boolean;
  readonly error: unknown;
  readonly change: (draft: Partial<Draft>) => void;
  readonly save: () => void;
  readonly next: () => void;
  readonly back: () => void;
  readonly restart: () => void;
}

interface ReviewQueueOptions {
  /** Every collection when empty. */
  readonly collectionId: string;
  readonly rater: string;
  /** Grows when answers were drawn, which may end an empty queue. */
  readonly drawn: number;
}

/** Takes tasks one at a time for one rater. */
export function useReviewQueue({ collectionId, rater, drawn }: ReviewQueueOptions): ReviewQueue {
  const client = useQueryClient();
  const onError = useFailureMessage();
  const [session, setSession] = useState(emptySession);
  const [isEmpty, setEmpty] = useState(false);
  const entry = isEmpty ? undefined : currentEntry(session);
  const claim = useMutation({
    mutationFn: (except: string[]) => claimReview({ rater, except, ...(collectionId === '' ? {} : { collectionId }) }),
    onSuccess: ({ task }) => {
      setEmpty(task === null);
      if (task !== null) setSession((before) => withTask(before, task));
    },
  });
  const rating = useMutation({
    mutationFn: ({ task, draft: { label, ...rest } }: Entry) => {
      if (label === null) throw new Error('a rating needs a label');
      return rateReview({ taskId: task.id }, { rater, label, ...rest });
    },
    onError,
    onSuccess: async () => {
      const rated = asRated(session);
      setSession(moved(rated, 1));
      await client.invalidateQueries({ queryKey: reviewsKey });
      if (rated.at === rated.entries.length - 1) claim.mutate(leftForLater(rated));
    },
  });
  const { mutate } = claim;
  useEffect(() => {
    if (rater !== '') mutate([]);
  }, [rater, drawn, mutate]);
  return {
    entry,
    leftForYou: claim.data?.leftForYou ?? 0,
    canGoBack: session.at > 0 || (isEmpty && session.entries.length > 0),
    busy: rating.isPending || claim.isPending,
    loading: claim.isPending && entry === undefined,
    error: claim.error,
    change: (draft) => setSession((before) => withDraft(before, draft)),
    save: () => {
      if (entry !== undefined && entry.draft.label !== null && !rating.isPending) rating.mutate(entry);
    },
    next: () => {
      if (session.at < session.entries.length - 1) setSession(moved(session, 1));
      else if (!isEmpty && !claim.isPending) claim.mutate(leftForLater(session));
    },
    back: () => {
      if (isEmpty) setEmpty(false);
      else setSession(moved(session, -1));
    },
    restart: () => claim.mutate([]),
  };
}
