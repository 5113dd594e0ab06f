import { randomUUID } from 'node:crypto';
import type {
  AccessScope,
  BulkGoldItems,
  GoldItem,
  GoldItemContent,
  GoldItemOrigin,
  GoldSplit,
} from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database.ts';
import { scopeParameters } from '../scope.ts';
import {
  acceptedGoldItemsSql,
  changeGoldItemSql,
  confirmGoldItemsSql,
  countGoldItemsSql,
  countStaleGoldItemsSql,
  deleteGoldItemsSql,
  getGoldItemSql,
  goldItemKeysSql,
  goldItemOfOriginSql,
  importGoldItemsSql,
  insertGoldItemsSql,
  listGoldItemsSql,
  listStaleGoldItemsSql,
  proposeGoldItemsSql,
  setGoldItemsStateSql,
  splitGoldItemsSql,
  tagGoldItemsSql,
  unknownSourceKeysSql,
  untagGoldItemsSql,
} from '../sql/gold-item-statements.ts';
import { markGoldSetChangedSql } from '../sql/gold-set-statements.ts';
import { contentColumns, goldItemView, itemColumns, type GoldItemRow, type NewGoldItem } from './gold-item-rows.ts';
import { goldSplitOf } from './gold-split.ts';
import { toJson } from './gold-json.ts';

export interface GoldItemFilter {
  readonly offset: number;
  readonly limit: number;
  readonly state?: GoldItem['state'] | undefined;
  readonly origin?: GoldItemOrigin | undefined;
  readonly split?: GoldSplit | undefined;
  readonly tag?: string | undefined;
  readonly lang?: string | undefined;
  /** Part of the question, an answer or the key, case ignored. */
  readonly search?: string | undefined;
  readonly stale?: boolean | undefined;
}

export interface GoldItemChange extends GoldItemContent {
  readonly revision: number;
  readonly state: GoldItem['state'];
  /** Null gives it back to the hash of the key. */
  readonly split: GoldSplit | null;
}

/** A question that somebody or something suggests; it counts once a person accepts it. */
export interface GoldProposalItem extends Partial<GoldItemContent> {
  readonly question: string;
  readonly origin: GoldItemOrigin;
  /** What it was made of, the same each time: the same reference is proposed once. */
  readonly originRef: string;
  readonly note?: GoldItem['note'];
}

/** Rows of one statement: enough to be fast, few enough for one parameter. */
const batchSize = 1000;

/** The items of gold sets. Every change marks the set, so that the next run knows to freeze it again. */
export class GoldItemRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(
    scope: AccessScope,
    goldSetId: string,
    filter: GoldItemFilter,
  ): Promise<{ items: GoldItem[]; total: number }> {
    const { state, origin, split, tag, lang, search, stale } = filter;
    const pattern = search === undefined ? null : `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
    const wanted = [state, origin, split, tag, lang].map((it) => it ?? null);
    const parameters = [
      ...scopeParameters(scope),
      goldSetId,
      ...wanted,
      pattern,
      ...(stale === undefined ? [] : [stale]),
    ];
    const { manager } = this.#database.dataSource;
    const counting = stale === undefined ? countGoldItemsSql : countStaleGoldItemsSql;
    const listing = stale === undefined ? listGoldItemsSql : listStaleGoldItemsSql;
    const [count] = await manager.query<{ total: number }[]>(counting, parameters);
    const rows = await manager.query<GoldItemRow[]>(listing, [...parameters, filter.limit, filter.offset]);
    return { items: rows.map(goldItemView), total: count?.total ?? 0 };
  }

  async get(scope: AccessScope, goldSetId: string, id: string): Promise<GoldItem | null> {
    const parameters = [...scopeParameters(scope), goldSetId, id];
    const [row] = await this.#database.dataSource.manager.query<GoldItemRow[]>(getGoldItemSql, parameters);
    return row === undefined ? null : goldItemView(row);
  }

  /** What counts in a run, in the order in which it came; staleness is not looked at. */
  async accepted(scope: AccessScope, goldSetId: string, tx?: EntityManager): Promise<GoldItem[]> {
    const manager = tx ?? this.#database.dataSource.manager;
    const rows = await manager.query<GoldItemRow[]>(acceptedGoldItemsSql, [...scopeParameters(scope), goldSetId]);
    return rows.map(goldItemView);
  }

  /** @returns its id; null when the scope has no such set */
  async create(scope: AccessScope, goldSetId: string, item: NewGoldItem): Promise<string | null> {
    return this.#database.transaction(async (tx) => {
      const parameters = [...scopeParameters(scope), goldSetId, toJson([itemColumns(item)])];
      const [row] = await tx.query<{ id: string }[]>(insertGoldItemsSql, parameters);
      await this.#mark(scope, goldSetId, tx);
      return row?.id ?? null;
    });
  }

  /** All or none: the caller's transaction holds it. What is there under its key is brought up to date. */
  async import(
    scope: AccessScope,
    content: { readonly goldSetId: string; readonly items: readonly NewGoldItem[] },
    tx: EntityManager,
  ): Promise<{ created: number; updated: number; unchanged: number }> {
    const { goldSetId, items } = content;
    let created = 0;
    let touched = 0;
    for (let at = 0; at < items.length; at += batchSize) {
      const batch = toJson(items.slice(at, at + batchSize).map(itemColumns));
      const rows = await tx.query<{ inserted: boolean }[]>(importGoldItemsSql, [
        ...scopeParameters(scope),
        goldSetId,
        batch,
      ]);
      touched += rows.length;
      created += rows.filter((row) => row.inserted).length;
    }
    if (touched > 0) await this.#mark(scope, goldSetId, tx);
    return { created, updated: touched - created, unchanged: items.length - touched };
  }

  /**
   * Adds a candidate, once for each origin and reference: proposing it again changes nothing, even when it was edited,
   * accepted or rejected meanwhile.
   * @returns the item and whether it is new
   * @throws MingdaError `GOLD_SET_NOT_FOUND`
   */
  async propose(
    scope: AccessScope,
    proposal: GoldProposalItem & { readonly goldSetId: string },
    tx?: EntityManager,
  ): Promise<{ readonly id: string; readonly isNew: boolean }> {
    const { goldSetId, ...item } = proposal;
    const [made] = await this.proposeMany(scope, { goldSetId, items: [item] }, tx);
    if (made !== undefined) return { id: made, isNew: true };
    const manager = tx ?? this.#database.dataSource.manager;
    const parameters = [...scopeParameters(scope), goldSetId, item.origin, item.originRef];
    const [known] = await manager.query<{ id: string }[]>(goldItemOfOriginSql, parameters);
    if (known === undefined) throw new MingdaError('GOLD_SET_NOT_FOUND', { subject: goldSetId });
    return { id: known.id, isNew: false };
  }

  /** @returns the ids of those that are new */
  async proposeMany(
    scope: AccessScope,
    proposal: { readonly goldSetId: string; readonly items: readonly GoldProposalItem[] },
    tx?: EntityManager,
  ): Promise<string[]> {
    const manager = tx ?? this.#database.dataSource.manager;
    const columns = proposal.items.map((item) => itemColumns(candidateOf(item)));
    const parameters = [...scopeParameters(scope), proposal.goldSetId, toJson(columns)];
    return (await manager.query<{ id: string }[]>(proposeGoldItemsSql, parameters)).map((row) => row.id);
  }

  /** @throws MingdaError `GOLD_ITEM_NOT_FOUND`, `GOLD_ITEM_CHANGED` when it has another revision than the one named */
  async change(scope: AccessScope, place: { goldSetId: string; id: string }, change: GoldItemChange): Promise<void> {
    const { goldSetId, id } = place;
    await this.#database.transaction(async (tx) => {
      const parameters = [...scopeParameters(scope), goldSetId, id];
      const [found] = await tx.query<GoldItemRow[]>(getGoldItemSql, parameters);
      if (found === undefined) throw new MingdaError('GOLD_ITEM_NOT_FOUND', { subject: id });
      const split = change.split ?? goldSplitOf(found.key);
      const content = { ...contentColumns(change), state: change.state, split, split_chosen: change.split !== null };
      const sent = [...parameters, change.revision, toJson(content)];
      if (changedRows(await tx.query(changeGoldItemSql, sent)) === 0) {
        throw new MingdaError('GOLD_ITEM_CHANGED', {
          subject: id,
          detail: `it has revision ${found.revision}, the change names ${change.revision}`,
        });
      }
      await this.#mark(scope, goldSetId, tx);
    });
  }

  /** @returns how many items are different now */
  async bulk(scope: AccessScope, goldSetId: string, request: BulkGoldItems): Promise<number> {
    return this.#database.transaction(async (tx) => {
      const own = [...scopeParameters(scope), goldSetId];
      const apply = async (sql: string, ...parameters: unknown[]): Promise<number> =>
        changedRows(await tx.query(sql, [...own, ...parameters]));
      const changed = await this.#applyBulk(request, apply, () => this.#keysOf(own, request.ids, tx));
      if (changed > 0) await this.#mark(scope, goldSetId, tx);
      return changed;
    });
  }

  /** Those of the keys that the collection does not hold. */
  async unknownSourceKeys(scope: AccessScope, collectionId: string, keys: readonly string[]): Promise<string[]> {
    const parameters = [...scopeParameters(scope), collectionId, keys];
    const rows = await this.#database.dataSource.manager.query<{ key: string }[]>(unknownSourceKeysSql, parameters);
    return rows.map((row) => row.key);
  }

  async #applyBulk(
    request: BulkGoldItems,
    apply: (sql: string, ...parameters: unknown[]) => Promise<number>,
    keysOf: () => Promise<readonly { id: string; key: string }[]>,
  ): Promise<number> {
    const { ids } = request;
    switch (request.action) {
      case 'accept':
        return apply(setGoldItemsStateSql, ids, 'accepted');
      case 'reject':
        return apply(setGoldItemsStateSql, ids, 'rejected');
      case 'reopen':
        return apply(setGoldItemsStateSql, ids, 'candidate');
      case 'delete':
        return apply(deleteGoldItemsSql, ids);
      case 'confirm':
        return apply(confirmGoldItemsSql, ids);
      case 'tag':
        return apply(tagGoldItemsSql, ids, request.tag);
      case 'untag':
        return apply(untagGoldItemsSql, ids, request.tag);
      case 'split': {
        const { split } = request;
        const found = await keysOf();
        const splits = found.map(({ key }) => split ?? goldSplitOf(key));
        return apply(
          splitGoldItemsSql,
          found.map(({ id }) => id),
          splits,
          split !== null,
        );
      }
    }
  }

  #keysOf(own: readonly unknown[], ids: readonly string[], tx: EntityManager): Promise<{ id: string; key: string }[]> {
    return tx.query(goldItemKeysSql, [...own, ids]);
  }

  async #mark(scope: AccessScope, goldSetId: string, tx: EntityManager): Promise<void> {
    await tx.query(markGoldSetChangedSql, [...scopeParameters(scope), goldSetId]);
  }
}

function candidateOf(item: GoldProposalItem): NewGoldItem {
  const key = randomUUID();
  return {
    answers: [],
    keyEntities: [],
    relevant: [],
    answerable: true,
    lang: 'zh',
    turns: [],
    tags: [],
    evidence: [],
    intent: null,
    tests: null,
    ...item,
    note: item.note ?? null,
    key,
    state: 'candidate',
    split: goldSplitOf(key),
    splitChosen: false,
  };
}

/** The driver answers a change with its rows and their number. */
function changedRows(result: unknown): number {
  return (result as [rows: unknown[], count: number])[1];
}
