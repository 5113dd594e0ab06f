import '@fastify/multipart';
import { MingdaError } from '@mingda/platform';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { InvalidInputError } from '../http/invalid-input.error.ts';

export interface UploadedFile {
  readonly sourceKey: string;
  readonly fileName: string;
  readonly title?: string;
  readonly content: Uint8Array;
}

type FileStream = Readable & { readonly truncated: boolean };

const maxFiles = 1000;
const maxKeyCharacters = 1000;
const controlCharacters = /\p{Cc}/u;

/** Keys are names, never paths that are opened: only their form is settled here. */
function toSourceKey(given: string): string {
  const key = given
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '')
    .normalize('NFC');
  if (key === '' || key.length > maxKeyCharacters || controlCharacters.test(key)) {
    throw new InvalidInputError([{ path: 'body.sourceKey', message: `1 to ${maxKeyCharacters} printable characters` }]);
  }
  return key;
}

const lastSegment = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/**
 * The files of a multipart request, one at a time, so that no more than one of them is held in memory. The fields
 * `sourceKey` and `title` apply to the file that follows them.
 * @param maxBytes upper bound of one file
 * @throws MingdaError `FILE_TOO_LARGE` as soon as a file passes the bound; InvalidInputError when there is no file
 */
export async function* uploadedFiles(request: FastifyRequest, maxBytes: number): AsyncGenerator<UploadedFile> {
  if (!request.isMultipart()) {
    throw new InvalidInputError([{ path: 'body', message: 'must be multipart/form-data with parts named `file`' }]);
  }
  const parts = request.parts({
    limits: { fileSize: maxBytes, files: maxFiles, fields: 2 * maxFiles, fieldSize: 8 * maxKeyCharacters },
    preservePath: true,
  });
  const fields = new Map<string, string>();
  let files = 0;
  for await (const part of parts) {
    if (part.type === 'field') {
      fields.set(part.fieldname, String(part.value));
      continue;
    }
    if (part.fieldname !== 'file') {
      part.file.resume();
      throw new InvalidInputError([{ path: `body.${part.fieldname}`, message: 'files go into parts named `file`' }]);
    }
    const fileName = toSourceKey(part.filename);
    const content = await readFile(part.file, { fileName, maxBytes });
    files += 1;
    const title = fields.get('title')?.trim();
    yield {
      sourceKey: toSourceKey(fields.get('sourceKey') ?? fileName),
      fileName: lastSegment(fileName),
      content,
      ...(title === undefined || title === '' ? {} : { title }),
    };
    fields.clear();
  }
  if (files === 0) throw new InvalidInputError([{ path: 'body.file', message: 'at least one file is required' }]);
}

/**
 * Ends at the bound itself: the parser would swallow the rest of the part first, and a part may never end.
 * @throws MingdaError `FILE_TOO_LARGE`
 */
async function readFile(stream: FileStream, limit: { fileName: string; maxBytes: number }): Promise<Buffer> {
  const tooLarge = new MingdaError('FILE_TOO_LARGE', {
    subject: limit.fileName,
    detail: `more than ${limit.maxBytes} bytes`,
  });
  stream.once('limit', () => stream.destroy(tooLarge));
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  if (stream.truncated) throw tooLarge;
  return Buffer.concat(pieces);
}
