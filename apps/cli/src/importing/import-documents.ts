import { finalStates, versionStates, type Collection, type VersionState } from '@mingda/contracts';
import { MingdaError, toMingdaError } from '@mingda/platform';
import { setTimeout as delay } from 'node:timers/promises';
import type { KnowledgeBase, SourceFile } from '../knowledge-base/knowledge-base.ts';

/** A document to come: read when its turn is, so that a large folder is never in memory as a whole. */
export interface ImportItem {
  readonly sourceKey: string;
  readonly read: () => Promise<SourceFile>;
}

export interface ImportFailure {
  readonly sourceKey: string;
  readonly code: string;
  readonly en: string;
  readonly zh: string;
  readonly subject?: string | undefined;
}

export interface ImportOutcome {
  readonly documents: number;
  /** Taken in and indexed by this import. */
  readonly imported: number;
  /** Held already with the same bytes. */
  readonly unchanged: number;
  readonly withWarnings: number;
  readonly failures: readonly ImportFailure[];
}

export type ImportStage = 'sending' | 'indexing';

const sendersAtOnce = 4;
const pollMs = 250;
const pageSize = 200;
const unfinishedStates = versionStates.filter((state): state is VersionState => !finalStates.includes(state));

export async function findCollection(base: KnowledgeBase, name: string): Promise<Collection> {
  const collections = await base.collections();
  const found = collections.find((collection) => collection.name === name);
  if (found !== undefined) return found;
  const others = collections.map((collection) => collection.name).join(', ');
  throw new MingdaError('COLLECTION_NOT_FOUND', {
    subject: name,
    fixes: [others === '' ? 'import documents first: mingda import <path> --collection NAME' : `use one of: ${others}`],
  });
}

export async function ensureCollection(base: KnowledgeBase, name: string): Promise<Collection> {
  const found = (await base.collections()).find((collection) => collection.name === name);
  return found ?? base.createCollection(name);
}

/** Sends documents and waits until each is final. Sending the same again changes nothing. */
export async function importDocuments(
  base: KnowledgeBase,
  request: { readonly collectionId: string; readonly items: readonly ImportItem[] },
  onProgress: (stage: ImportStage, done: number, total: number) => void,
): Promise<ImportOutcome> {
  const { collectionId, items } = request;
  const failures: ImportFailure[] = [];
  const changed = new Set<string>();
  let unchanged = 0;
  let documents = 0;
  let sent = 0;
  // Shared by all senders: one that throws closes it, and the others stop after their current file.
  const queue = items.values();
  const sender = async (): Promise<void> => {
    for (const item of queue) {
      try {
        const { accepted, skipped } = await base.accept(collectionId, await item.read());
        for (const it of accepted) {
          if (it.changed) changed.add(it.documentId);
          else unchanged += 1;
        }
        failures.push(...skipped.map(({ sourceKey, code, en, zh }) => ({ sourceKey, code, en, zh })));
        documents += accepted.length + skipped.length;
      } catch (error) {
        failures.push(failureOf(item.sourceKey, error));
        documents += 1;
      }
      sent += 1;
      onProgress('sending', sent, items.length);
    }
  };
  await Promise.all(Array.from({ length: sendersAtOnce }, sender));

  await waitUntilFinal(base, collectionId, (left) => {
    onProgress('indexing', Math.max(0, changed.size - left), changed.size);
  });
  const failed = await inState(base, collectionId, 'failed');
  for (const document of failed) {
    const { failure } = document.latestVersion;
    if (!changed.has(document.id) || failure === null) continue;
    failures.push({ sourceKey: document.sourceKey, ...failure });
  }
  const warned = await inState(base, collectionId, 'ready-with-warnings');
  return {
    documents,
    imported: documents - unchanged - failures.length,
    unchanged,
    withWarnings: warned.filter((document) => changed.has(document.id)).length,
    failures: failures.toSorted((a, b) => (a.sourceKey < b.sourceKey ? -1 : 1)),
  };
}

/**
 * One file's fault is a line of the report; a fault that every file would meet ends the import.
 * @throws the error when it does not concern the file
 */
function failureOf(sourceKey: string, thrown: unknown): ImportFailure {
  const error = toMingdaError(thrown);
  if (!error.code.startsWith('FILE_') && error.code !== 'INVALID_INPUT') throw error;
  return { sourceKey, code: error.code, en: error.entry.en, zh: error.entry.zh, subject: error.detail };
}

async function waitUntilFinal(
  base: KnowledgeBase,
  collectionId: string,
  onLeft: (left: number) => void,
): Promise<void> {
  for (;;) {
    let left = 0;
    // One after the other and in the order of the pipeline: a document that moves on meanwhile is met again, not missed.
    for (const state of unfinishedStates) {
      left += (await base.documents(collectionId, { offset: 0, limit: 1, state })).total;
    }
    onLeft(left);
    if (left === 0) return;
    await delay(pollMs);
  }
}

async function inState(base: KnowledgeBase, collectionId: string, state: VersionState) {
  const found = [];
  for (let offset = 0; ; offset += pageSize) {
    const page = await base.documents(collectionId, { offset, limit: pageSize, state });
    found.push(...page.items);
    if (offset + pageSize >= page.total) return found;
  }
}
