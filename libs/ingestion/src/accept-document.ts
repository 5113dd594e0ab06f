import type { AccessScope, VersionState } from '@mingda/contracts';
import type { CollectionRepository, Database, DocumentRepository } from '@mingda/database';
import { detectFormat, mediaTypeOf, type BlobStore } from '@mingda/files';
import { MingdaError, type Config } from '@mingda/platform';
import type { JobQueue } from '@mingda/queue';

export interface AcceptDocumentInput {
  readonly collectionId: string;
  /** Path or external id; the same key again makes a new version of the same document. */
  readonly sourceKey: string;
  readonly fileName: string;
  readonly content: Uint8Array;
  /** Shown and searched with every chunk; the file's own title or its name when absent. */
  readonly title?: string;
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
  readonly queue: JobQueue;
  readonly limits: Config['limits'];
}

/** Takes a file in: bytes to the blob store, then row and job in one transaction. The same bytes again change nothing. */
export class AcceptDocument {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `FILE_EMPTY`, `FILE_TOO_LARGE`, `FILE_TYPE_UNSUPPORTED`, `FILE_ENCRYPTED` */
  async execute(scope: AccessScope, input: AcceptDocumentInput): Promise<AcceptDocumentOutput> {
    const { database, collections, documents, blobs, queue, limits } = this.#dependencies;
    if ((await collections.get(scope, input.collectionId)) === null) {
      throw new MingdaError('COLLECTION_NOT_FOUND', { subject: input.collectionId });
    }
    if (input.content.byteLength > limits.fileBytes) {
      throw new MingdaError('FILE_TOO_LARGE', {
        subject: input.fileName,
        detail: `${input.content.byteLength} bytes, at most ${limits.fileBytes} are allowed`,
      });
    }
    const format = detectFormat(input.fileName, input.content);
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
        },
        tx,
      );
      if (version.changed) {
        // A removal of equal bytes may have taken the file since it was put; from here on none can.
        if (!(await blobs.has(blob.key))) await blobs.put(input.content);
        await queue.send('ingest-document', { versionId: version.versionId }, { tx, key: version.versionId });
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
