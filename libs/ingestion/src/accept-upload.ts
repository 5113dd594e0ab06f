import type { AccessScope, DocumentMetadata } from '@mingda/contracts';
import { archiveMembers, isArchive } from '@mingda/files';
import { MingdaError, toMingdaError, type Config } from '@mingda/platform';
import type { AcceptDocument, AcceptDocumentInput, AcceptDocumentOutput } from './accept-document.ts';
import type { WriteMetadata } from './write-metadata.ts';

export interface AcceptUploadInput extends AcceptDocumentInput {
  /** Tags, fields and dates of the document, or of each one in an archive; those it has stay when absent. */
  readonly metadata?: DocumentMetadata | undefined;
}

export interface AcceptedMember extends AcceptDocumentOutput {
  readonly sourceKey: string;
}

/** A file inside an archive that was not taken in, and why. */
export interface SkippedMember {
  readonly sourceKey: string;
  readonly code: string;
  readonly en: string;
  readonly zh: string;
  readonly detail?: string;
}

export interface AcceptUploadOutput {
  readonly accepted: readonly AcceptedMember[];
  readonly skipped: readonly SkippedMember[];
}

interface Dependencies {
  readonly acceptDocument: Pick<AcceptDocument, 'execute'>;
  readonly writeMetadata: Pick<WriteMetadata, 'check' | 'set'>;
  readonly limits: Config['limits'];
}

const maxKeyCharacters = 1000;
/** A row of the index over keys holds no more, and Chinese takes three bytes a character. */
const maxKeyBytes = 2400;

/**
 * Takes an uploaded file in. An archive is opened and each file inside becomes a document of its own, under the
 * archive's key and its path; sending the archive again makes new versions of what changed.
 */
export class AcceptUpload {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * @throws MingdaError those of `AcceptDocument` for a single file; for an archive `FILE_EMPTY`, `FILE_CORRUPT`,
   * `FILE_LIMIT_EXPANSION`, while a fault of one member is in `skipped`; `FIELD_VALUE_INVALID` before anything is taken in
   */
  async execute(scope: AccessScope, input: AcceptUploadInput): Promise<AcceptUploadOutput> {
    const { metadata, ...file } = input;
    const { collectionId } = input;
    const { writeMetadata } = this.#dependencies;
    if (metadata === undefined) return this.#accept(scope, file);
    await writeMetadata.check(scope, collectionId, metadata);
    const taken = await this.#accept(scope, file);
    for (const { documentId } of taken.accepted) await writeMetadata.set(scope, { collectionId, documentId }, metadata);
    return taken;
  }

  async #accept(scope: AccessScope, input: AcceptDocumentInput): Promise<AcceptUploadOutput> {
    const { acceptDocument, limits } = this.#dependencies;
    if (!isArchive(input.fileName, input.content)) {
      const accepted = await acceptDocument.execute(scope, input);
      return { accepted: [{ ...accepted, sourceKey: input.sourceKey }], skipped: [] };
    }
    const accepted: AcceptedMember[] = [];
    const skipped: SkippedMember[] = [];
    for await (const member of archiveMembers(input, limits)) {
      const sourceKey = `${input.sourceKey}/${member.path}`;
      if ('error' in member) skipped.push(skippedOf(sourceKey, member.error));
      else if (sourceKey.length > maxKeyCharacters || Buffer.byteLength(sourceKey) > maxKeyBytes) {
        skipped.push(skippedOf(sourceKey.slice(0, maxKeyCharacters), new MingdaError('INVALID_INPUT')));
      } else {
        const fileName = member.path.slice(member.path.lastIndexOf('/') + 1);
        try {
          const { collectionId, source } = input;
          const taken = await acceptDocument.execute(scope, {
            collectionId,
            sourceKey,
            fileName,
            content: member.content,
            source,
          });
          accepted.push({ ...taken, sourceKey });
        } catch (error) {
          skipped.push(skippedOf(sourceKey, faultOfFile(error)));
        }
      }
    }
    if (accepted.length + skipped.length === 0) {
      throw new MingdaError('FILE_EMPTY', { subject: input.fileName, detail: 'The archive holds no files.' });
    }
    return { accepted, skipped };
  }
}

/** @throws the error when it does not concern the file: every member would meet it */
function faultOfFile(error: unknown): MingdaError {
  const fault = toMingdaError(error);
  if (!fault.code.startsWith('FILE_') && fault.code !== 'SOURCE_KEY_TAKEN') throw fault;
  return fault;
}

function skippedOf(sourceKey: string, { code, entry, detail }: MingdaError): SkippedMember {
  return { sourceKey, code, en: entry.en, zh: entry.zh, ...(detail === undefined ? {} : { detail }) };
}
