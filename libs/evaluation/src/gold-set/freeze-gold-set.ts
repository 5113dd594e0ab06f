import { createHash } from 'node:crypto';
import type { AccessScope, GoldItem, GoldQuestion, GoldVersion } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { GoldSetStore } from './gold-set-store.ts';

/** An item as a run and a file know it: without what only people need, and without what is empty. */
export function goldQuestionOf(item: GoldItem): GoldQuestion {
  const { key, question, answers, keyEntities, relevant, answerable, lang, turns, split, tags, intent, tests } = item;
  return {
    id: key,
    question,
    answers,
    ...(keyEntities.length === 0 ? {} : { keyEntities }),
    relevant,
    answerable,
    lang,
    ...(turns.length === 0 ? {} : { turns }),
    split,
    ...(tags.length === 0 ? {} : { tags }),
    ...(intent === null ? {} : { intent }),
    ...(tests === null ? {} : { tests }),
  };
}

/**
 * Keeps the accepted items as a version that nothing changes any more. The same content, compared by the sha256 of its
 * JSON, has the same version, also when it was left and came back.
 * @throws MingdaError `GOLD_SET_NOT_FOUND`, `GOLD_SET_INVALID` when no item is accepted
 */
export async function freezeGoldSet(
  store: GoldSetStore,
  scope: AccessScope,
  { name, note }: { readonly name: string; readonly note: string },
): Promise<GoldVersion> {
  return store.database.transaction(async (tx) => {
    const set = await store.sets.lock(scope, name, tx);
    const items = await store.items.accepted(scope, set.id, tx);
    if (items.length === 0) {
      throw new MingdaError('GOLD_SET_INVALID', {
        subject: name,
        detail: 'no item of it is accepted',
        fixes: ['accept items on its page', 'import questions'],
      });
    }
    const questions = items.map(goldQuestionOf);
    const sha256 = createHash('sha256').update(JSON.stringify(questions)).digest('hex');
    return store.sets.freeze(scope, { goldSetId: set.id, questions, sha256, note }, tx);
  });
}
