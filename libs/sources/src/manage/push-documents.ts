import type { Principal, PushResult } from '@mingda/contracts';
import type { SourceItemRepository, SourceRepository, StoredSource } from '@mingda/database';
import type { AcceptUpload, DeleteDocument } from '@mingda/ingestion';
import { MingdaError } from '@mingda/platform';
import { checkKey } from '../sync/item-key.ts';
import { removeDocuments } from '../sync/remove-documents.ts';
import { scopeOf } from '../sync/scope-of.ts';

interface Dependencies {
  readonly sources: Pick<SourceRepository, 'get'>;
  readonly items: Pick<SourceItemRepository, 'documents'>;
  readonly acceptUpload: Pick<AcceptUpload, 'execute'>;
  readonly deleteDocument: Pick<DeleteDocument, 'execute'>;
}

export interface PushedFile {
  readonly key: string;
  readonly fileName: string;
  readonly title?: string;
  readonly content: Uint8Array;
}

/** What other programs put into a push source and take out of it. Each call may be repeated without harm. */
export class PushDocuments {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * The source, when the caller may push to it: an administrator, or an integration key that it names.
   * @throws MingdaError `SOURCE_NOT_FOUND`, `SOURCE_SETTINGS_INVALID` for another kind of source, `FORBIDDEN`
   */
  async open({ scope, kind, keyId }: Principal, sourceId: string): Promise<StoredSource> {
    const source = await this.#dependencies.sources.get(scope, sourceId);
    if (source === null || source.removing) throw new MingdaError('SOURCE_NOT_FOUND', { subject: sourceId });
    const { place } = source;
    if (place.kind !== 'push') {
      throw new MingdaError('SOURCE_SETTINGS_INVALID', { subject: source.name, detail: 'it is not pushed to' });
    }
    if (kind !== 'admin' && !place.settings.keyIds.includes(keyId)) {
      throw new MingdaError('FORBIDDEN', { detail: 'the source does not name this key' });
    }
    return source;
  }

  /** @throws MingdaError `SOURCE_KEY_INVALID`, and those of `AcceptUpload` */
  async put(source: StoredSource, file: PushedFile): Promise<PushResult> {
    const { items, acceptUpload, deleteDocument } = this.#dependencies;
    const { key, ...rest } = file;
    checkKey(key);
    const taken = await acceptUpload.execute(scopeOf(source), {
      ...rest,
      collectionId: source.collectionId,
      sourceKey: `${source.keyPrefix}${key}`,
      source: { id: source.id, item: key },
    });
    const kept = [...taken.accepted, ...taken.skipped].map(({ sourceKey }) => sourceKey);
    await removeDocuments(deleteDocument, source, await items.documents(source.id, key, kept));
    return {
      items: taken.accepted.map(({ documentId, versionId, sourceKey, changed }) => ({
        key,
        documentId,
        versionId,
        sourceKey,
        changed,
      })),
      skipped: [...taken.skipped],
    };
  }

  /** @returns how many documents there were under the keys */
  async remove(source: StoredSource, keys: readonly string[]): Promise<number> {
    const { items, deleteDocument } = this.#dependencies;
    let deleted = 0;
    for (const key of keys) {
      deleted += await removeDocuments(deleteDocument, source, await items.documents(source.id, key));
    }
    return deleted;
  }
}
