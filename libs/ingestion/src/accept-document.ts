import type { AccessScope, VersionState } from '@mingda/contracts';
import type { CollectionRepository, Database, DocumentRepository, ImportJobRepository } from '@mingda/database';
import {
  converterFixes,
  detectFormat,
  formatOfExtension,
  isLegacy,
  mediaTypeOf,
  type BlobStore,
  type Format,
} from '@mingda/files';
import { MingdaError, toMingdaError, type Config } from '@mingda/platform';

export interface AcceptDocumentInput {
  readonly collectionId: string;
  /** Path or external id; the same key again makes a new version of the same document. */
  readonly sourceKey: string;
  readonly fileName: string;
  readonly content: Uint8Array;
  /** Shown and searched with every chunk; the file's own title or its name when absent. */
  readonly title?: string;
  /** The source that it comes from, and the key there of what it came in. */
  readonly source?: { readonly id: string; readonly item: string } | undefined;
}

export interface AcceptDocumentOutput {
  readonly documentId: string;
  readonly versionId: string;
  readonly changed: boolean;
  readonly state: VersionState;
}

interface Dependencies {
  readonly database: Database;
  readonly collections: CollectionRepository;
  readonly documents: DocumentRepository;
  readonly blobs: BlobStore;
  readonly imports: Pick<ImportJobRepository, 'add'>;
  readonly limits: Config['limits'];
  /** Old formats are refused at once where nothing converts them. */
  readonly hasConverter?: boolean;
}

/** Takes a file in: bytes to the blob store, then row and job in one transaction. The same bytes again change nothing. */
export class AcceptDocument {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * @throws MingdaError `COLLECTION_NOT_FOUND`, `FILE_EMPTY`, `FILE_TOO_LARGE`, `FILE_TYPE_UNSUPPORTED`,
   * `FILE_NEEDS_CONVERTER`, `FILE_ENCRYPTED`, `SOURCE_KEY_TAKEN`
   */
  async execute(scope: AccessScope, input: AcceptDocumentInput): Promise<AcceptDocumentOutput> {
    const { database, collections, documents, blobs, imports, limits } = this.#dependencies;
    if ((await collections.get(scope, input.collectionId)) === null) {
      throw new MingdaError('COLLECTION_NOT_FOUND', { subject: input.collectionId });
    }
    if (input.content.byteLength > limits.fileBytes) {
      throw new MingdaError('FILE_TOO_LARGE', {
        subject: input.fileName,
        detail: `${input.content.byteLength} bytes, at most ${limits.fileBytes} are allowed`,
      });
    }
    const format = formatOf(input);
    if (isLegacy(format) && this.#dependencies.hasConverter !== true) {
      throw new MingdaError('FILE_NEEDS_CONVERTER', { subject: input.fileName, fixes: converterFixes });
    }
    const blob = await blobs.put(input.content);
    const accepted = await database.transaction(async (tx) => {
      const version = await documents.acceptVersion(
        scope,
        {
          collectionId: input.collectionId,
          sourceKey: input.sourceKey,
          title: input.title ?? '',
          fileName: input.fileName,
          mediaType: mediaTypeOf(format),
          bytes: blob.bytes,
          contentHash: blob.sha256,
          blobKey: blob.key,
          source: input.source,
        },
        tx,
      );
      if (version.changed) {
        // A removal of equal bytes may have taken the file since it was put; from here on none can.
        if (!(await blobs.has(blob.key))) await blobs.put(input.content);
        await imports.add(version.versionId, tx);
      }
      return version;
    });
    const state = accepted.changed ? 'queued' : await this.#stateOf(scope, accepted.versionId);
    return { ...accepted, state };
  }

  async #stateOf(scope: AccessScope, versionId: string): Promise<VersionState> {
    return (await this.#dependencies.documents.version(scope, versionId))?.state ?? 'queued';
  }
}

/** What is protected by a password is taken in: it can be given afterwards. */
function formatOf({ fileName, content }: AcceptDocumentInput): Format {
  try {
    return detectFormat(fileName, content);
  } catch (error) {
    const named = formatOfExtension(/\.([^./\\]{1,10})$/.exec(fileName)?.[1]?.toLowerCase() ?? '');
    if (named === undefined || toMingdaError(error).code !== 'FILE_ENCRYPTED') throw error;
    return named;
  }
}
