import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessScope, Profile } from '@mingda/contracts';
import type {
  Database,
  DocumentRepository,
  ImportJobRepository,
  IndexStateRepository,
  MissingInShadow,
  ShadowRepository,
} from '@mingda/database';
import type { DeleteCollection } from './delete-collection.ts';
import type { DeleteDocument } from './delete-document.ts';
import type { DocumentPasswords } from './document-passwords.ts';

interface Dependencies {
  readonly database: Database;
  readonly documents: DocumentRepository;
  readonly shadows: ShadowRepository;
  readonly indexes: IndexStateRepository;
  readonly imports: Pick<ImportJobRepository, 'add'>;
  readonly deleteDocument: DeleteDocument;
  readonly deleteCollection: DeleteCollection;
  readonly passwords: Pick<DocumentPasswords, 'find' | 'set'>;
}

export interface DraftCut {
  /** Names how the draft cuts documents. */
  readonly cutBy: string;
  readonly profile: Profile;
}

const POLL_MS = 300;

/**
 * The hidden copy of a collection that is cut as a draft says, made of the stored originals by the ordinary ingestion
 * jobs. Calling it again goes on where it was, and follows documents that came and went meanwhile.
 */
export class PrepareDraft {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Ends when every document of the collection was read for the copy; one that cannot be read is left out of it. The
   * caller has seen the collection in its scope.
   * @param watch.onProgress share of the documents that are done, 0-1
   */
  async execute(
    scope: AccessScope,
    draft: DraftCut & { readonly collectionId: string },
    watch: { readonly onProgress?: (share: number) => Promise<void>; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    const { shadows, indexes, deleteDocument } = this.#dependencies;
    const { collectionId } = draft;
    const shadow = await shadows.ensure(scope, collectionId, draft);
    const shadowScope = { tenantId: scope.tenantId, collectionIds: [shadow.id] };
    const sent = new Set<string>();
    for (;;) {
      watch.signal?.throwIfAborted();
      const missing = await shadows.missing(scope, collectionId, shadow.id);
      const fresh = missing.filter((it) => !sent.has(`${it.contentHash} ${it.sourceKey}`));
      for (const original of fresh) {
        await this.#accept(shadowScope, original);
        sent.add(`${original.contentHash} ${original.sourceKey}`);
      }
      for (const id of await shadows.gone(scope, collectionId, shadow.id))
        await deleteDocument.execute(shadowScope, id);
      const { total, ready, failed } = await indexes.ingestion(shadowScope, shadow.id);
      if (fresh.length === 0 && ready + failed === total) return;
      await watch.onProgress?.(total === 0 ? 0 : (ready + failed) / total);
      await sleep(POLL_MS, undefined, watch.signal === undefined ? {} : { signal: watch.signal });
    }
  }

  /** Removes the copies of a collection but the one that is cut as named. */
  async tidy(scope: AccessScope, collectionId: string, keep: string | null): Promise<void> {
    const { shadows, deleteCollection } = this.#dependencies;
    for (const id of await shadows.others(scope, collectionId, keep)) {
      await deleteCollection.execute({ tenantId: scope.tenantId, collectionIds: [id] }, id);
    }
  }

  /** With the password of the original, where it has one. */
  async #accept(scope: AccessScope, { originalId, ...original }: MissingInShadow): Promise<void> {
    const { database, documents, imports, passwords } = this.#dependencies;
    const password = await passwords.find(scope, originalId);
    await database.transaction(async (tx) => {
      const { documentId, versionId, changed } = await documents.acceptVersion(scope, original, tx);
      if (changed && password !== undefined) await passwords.set({ scope, id: documentId }, password, tx);
      if (changed) await imports.add(versionId, tx);
    });
  }
}
