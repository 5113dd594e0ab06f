import { version } from '@mingda/api';
import { defaultProfile, type Collection, type Profile } from '@mingda/contracts';
import type { GoldSet } from '@mingda/evaluation';
import { MingdaError } from '@mingda/platform';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { KnowledgeBase } from '../knowledge-base/knowledge-base.ts';
import { importDocuments, type ImportItem, type ImportStage } from './import-documents.ts';

export interface CorpusCollection {
  readonly collection: Collection;
  /** False when an earlier run has left it complete. */
  readonly imported: boolean;
}

/** The documents of a gold set under the keys that its questions name. */
export function corpusItems(goldSet: GoldSet): ImportItem[] {
  const lines = goldSet.documents.map(({ id, title, text }): ImportItem => ({
    sourceKey: id,
    read: async () => ({
      sourceKey: id,
      fileName: `${id.replaceAll(/[^\p{L}\p{N}._-]/gu, '_')}.txt`,
      content: Buffer.from(text, 'utf8'),
      ...(title === '' ? {} : { title }),
    }),
  }));
  const files = goldSet.files.map(({ id, path }): ImportItem => ({
    sourceKey: id,
    read: async () => ({ sourceKey: id, fileName: basename(path), content: await readFile(path) }),
  }));
  return [...lines, ...files];
}

/**
 * The collection that holds exactly a gold set's documents. Its name carries a digest of all that decides what is in
 * its index (documents, profile, models, version of the product), so that a run finds its own collection again and
 * never scores an index that was made another way.
 * @throws MingdaError `GOLD_SET_INVALID` when a document of the set cannot be indexed
 */
export async function corpusCollection(
  base: KnowledgeBase,
  goldSet: GoldSet,
  watch: {
    readonly onProgress: (stage: ImportStage, done: number, total: number) => void;
    /** The default one when absent. */
    readonly profile?: Profile | undefined;
  },
): Promise<CorpusCollection> {
  const { onProgress, profile = defaultProfile } = watch;
  const items = corpusItems(goldSet);
  const name = `gold:${goldSet.name} ${await digestOf(goldSet, base.indexKey, profile)}`;
  const existing = (await base.collections()).find((collection) => collection.name === name);
  const collection = existing ?? (await base.createCollection(name, profile));
  const before = await base.documents(collection.id, { offset: 0, limit: 1, state: 'ready' });
  if (before.total === items.length) return { collection, imported: false };

  const { failures } = await importDocuments(base, { collectionId: collection.id, items }, onProgress);
  const [first] = failures;
  if (first !== undefined) {
    throw new MingdaError('GOLD_SET_INVALID', {
      subject: `${goldSet.name}, document ${first.sourceKey}`,
      detail: `${failures.length} of ${items.length} documents cannot be indexed; the first one: ${first.code} ${first.en}`,
    });
  }
  return { collection, imported: true };
}

async function digestOf(goldSet: GoldSet, indexKey: string, profile: Profile): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([version, profile, indexKey, goldSet.documents]));
  for (const { id, path } of goldSet.files) hash.update(id).update(await readFile(path));
  return hash.digest('hex').slice(0, 10);
}
