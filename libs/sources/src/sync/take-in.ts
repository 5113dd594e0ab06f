import type { SourceRunFailure } from '@mingda/contracts';
import type { SourceItemRepository, StoredSource } from '@mingda/database';
import type { AcceptUpload, DeleteDocument } from '@mingda/ingestion';
import { MingdaError, toMingdaError } from '@mingda/platform';
import type { SourceItem } from '../source-connector.ts';
import { scopeOf } from './scope-of.ts';
import { sourceFailure } from './source-failure.ts';

interface Dependencies {
  readonly items: Pick<SourceItemRepository, 'settle' | 'documents'>;
  readonly acceptUpload: Pick<AcceptUpload, 'execute'>;
  readonly deleteDocument: Pick<DeleteDocument, 'execute'>;
  readonly limits: { readonly fileBytes: number };
}

export interface TakenIn {
  /** Documents that are new or have a new version. */
  readonly accepted: number;
  readonly deleted: number;
  readonly failures: readonly SourceRunFailure[];
  /** The source itself could not be reached for it. */
  readonly unreachable: boolean;
}

/**
 * Brings one new or changed thing in. The fingerprint is noted last: cut off before, the thing is read again, and equal
 * bytes change nothing.
 */
export class TakeIn {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError what does not concern the thing alone: the database, the blob store */
  async execute(source: StoredSource, item: SourceItem, signal: AbortSignal): Promise<TakenIn> {
    const { items, acceptUpload, limits } = this.#dependencies;
    const { key, fileName, title } = item;
    let content: Uint8Array;
    try {
      if (item.bytes !== undefined && item.bytes > limits.fileBytes) throw tooLarge(item, limits.fileBytes);
      content = await item.read(signal);
    } catch (error) {
      signal.throwIfAborted();
      return this.#refuse(source, item, toMingdaError(error));
    }
    try {
      const taken = await acceptUpload.execute(scopeOf(source), {
        collectionId: source.collectionId,
        sourceKey: `${source.keyPrefix}${key}`,
        fileName,
        content,
        source: { id: source.id, item: key },
        ...(title === undefined ? {} : { title }),
      });
      const kept = [...taken.accepted, ...taken.skipped].map(({ sourceKey }) => sourceKey);
      const deleted = await this.#deleteOthers(source, key, kept);
      await items.settle(source.id, key, { fingerprint: item.fingerprint, failure: null });
      const failures = taken.skipped.map(({ sourceKey, code, en, zh, detail }) => ({
        key: sourceKey.slice(source.keyPrefix.length),
        failure: { code, en, zh, ...(detail === undefined ? {} : { detail }) },
      }));
      return { accepted: taken.accepted.filter((it) => it.changed).length, deleted, failures, unreachable: false };
    } catch (error) {
      const fault = toMingdaError(error);
      if (!fault.code.startsWith('FILE_') && fault.code !== 'SOURCE_KEY_TAKEN') throw error;
      return this.#refuse(source, item, fault);
    }
  }

  /** What is wrong with the bytes stays wrong until they change, so it is not read again before. */
  async #refuse(source: StoredSource, { key, fingerprint }: SourceItem, error: MingdaError): Promise<TakenIn> {
    const failure = sourceFailure(error);
    const lasting = error.code.startsWith('FILE_');
    await this.#dependencies.items.settle(source.id, key, { fingerprint: lasting ? fingerprint : '', failure });
    return {
      accepted: 0,
      deleted: 0,
      failures: [{ key, failure }],
      unreachable: error.code === 'SOURCE_UNAVAILABLE',
    };
  }

  /** Of an archive, files that are no longer in it. */
  async #deleteOthers(source: StoredSource, key: string, kept: readonly string[]): Promise<number> {
    const { items, deleteDocument } = this.#dependencies;
    const gone = await items.documents(source.id, key, kept);
    for (const id of gone) await deleteDocument.execute(scopeOf(source), id);
    return gone.length;
  }
}

function tooLarge({ fileName, bytes }: SourceItem, most: number): MingdaError {
  return new MingdaError('FILE_TOO_LARGE', {
    subject: fileName,
    detail: `${bytes} bytes, at most ${most} are allowed`,
  });
}
