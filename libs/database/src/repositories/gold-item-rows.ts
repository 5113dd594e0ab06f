import type { GoldItem, GoldItemContent, GoldItemOrigin, GoldItemState, GoldSplit } from '@mingda/contracts';

/** An item to store. Its split is settled by the caller. */
export interface NewGoldItem extends GoldItemContent {
  readonly key: string;
  readonly state: GoldItemState;
  readonly origin: GoldItemOrigin;
  readonly originRef: string | null;
  readonly split: GoldSplit;
  readonly splitChosen: boolean;
  readonly note: GoldItem['note'];
}

export interface GoldItemRow {
  readonly id: string;
  readonly key: string;
  readonly state: GoldItemState;
  readonly origin: GoldItemOrigin;
  readonly origin_ref: string | null;
  readonly question: string;
  readonly answers: string[];
  readonly key_entities: string[];
  readonly relevant: string[];
  readonly answerable: boolean;
  readonly lang: string;
  readonly turns: GoldItem['turns'];
  readonly split: GoldSplit;
  readonly split_chosen: boolean;
  readonly tags: string[];
  readonly intent: string | null;
  readonly tests: GoldItem['tests'];
  readonly evidence: GoldItem['evidence'];
  readonly note: GoldItem['note'];
  readonly stale: GoldItem['stale'];
  readonly revision: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** The content under the names of its columns, as the statements read it from JSON. */
export function contentColumns(item: GoldItemContent) {
  const { keyEntities, question, answers, relevant, answerable, lang, turns, tags, evidence, intent, tests } = item;
  const plain = { question, answers, relevant, answerable, lang, turns, tags, evidence, intent, tests };
  return { ...plain, key_entities: keyEntities };
}

export function itemColumns(item: NewGoldItem) {
  const { key, state, origin, originRef, split, splitChosen, note } = item;
  return { ...contentColumns(item), key, state, origin, origin_ref: originRef, split, split_chosen: splitChosen, note };
}

export function goldItemView(row: GoldItemRow): GoldItem {
  return {
    id: row.id,
    key: row.key,
    state: row.state,
    origin: row.origin,
    originRef: row.origin_ref,
    question: row.question,
    answers: row.answers,
    keyEntities: row.key_entities,
    relevant: row.relevant,
    answerable: row.answerable,
    lang: row.lang,
    turns: row.turns,
    split: row.split,
    splitChosen: row.split_chosen,
    tags: row.tags,
    intent: row.intent,
    tests: row.tests,
    evidence: row.evidence,
    note: row.note,
    stale: row.stale,
    revision: row.revision,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
