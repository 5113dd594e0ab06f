import { useMutation, useQueryClient } from '@tanstack/react-query';
import { discardDraft, measureDraft, publishDraft, rollBackProfile } from '../api/client.generated.ts';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { gateKey } from './gate-queries.ts';

/** What moves a profile between draft and published; each refreshes what is shown of it. */
export function useGateAction(collectionId: string) {
  const client = useQueryClient();
  const onError = useFailureMessage();
  const onSettled = async () => {
    await client.invalidateQueries({ queryKey: gateKey(collectionId) });
    await client.invalidateQueries({ queryKey: collectionsQuery.queryKey });
  };
  const common = { onError, onSettled };
  const measure = useMutation({ mutationFn: () => measureDraft({ collectionId }), ...common });
  const discard = useMutation({ mutationFn: () => discardDraft({ collectionId }), ...common });
  const publish = useMutation({
    mutationFn: (body: Parameters<typeof publishDraft>[1]) => publishDraft({ collectionId }, body),
    ...common,
  });
  const rollBack = useMutation({
    mutationFn: (version: number) => rollBackProfile({ collectionId }, { version }),
    ...common,
  });
  return { measure, discard, publish, rollBack };
}
