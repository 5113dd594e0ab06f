import type { ParsedDocument } from '@mingda/contracts';
import type { VersionWork } from '@mingda/database';
import type { BlobStore, DocumentParser } from '@mingda/files';
import { toMingdaError } from '@mingda/platform';
import type { DocumentPasswords } from './document-passwords.ts';

interface Sources {
  readonly blobs: Pick<BlobStore, 'read'>;
  readonly parser: Pick<DocumentParser, 'parse'>;
  readonly passwords?: Pick<DocumentPasswords, 'find'>;
}

interface Run {
  readonly onPictures: (done: number, total: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** Reads the original of a version; its password is looked up only when it turns out to need one. */
export async function readOriginal(sources: Sources, work: VersionWork, run: Run): Promise<ParsedDocument> {
  const { blobs, parser, passwords } = sources;
  const { blobKey, fileName, scope, documentId } = work;
  const read = async (more: { password?: string }): Promise<ParsedDocument> => {
    const content = await blobs.read(blobKey);
    const { onPictures, signal } = run;
    return parser.parse({ content, fileName, giveAway: true, onPictures, ...more }, signal);
  };
  try {
    return await read({});
  } catch (error) {
    if (toMingdaError(error).code !== 'FILE_ENCRYPTED') throw error;
    const password = await passwords?.find(scope, documentId);
    if (password === undefined) throw error;
    return read({ password });
  }
}
