import type { IncomingMessage } from 'node:http';
import '@fastify/multipart';
import { documentMetadataSchema, type DocumentMetadata } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { InvalidInputError } from '../http/invalid-input.error.ts';

export interface UploadedFile {
  readonly sourceKey: string;
  readonly fileName: string;
  readonly title?: string;
  /** Tags, fields and dates as they were sent. */
  readonly metadata?: DocumentMetadata;
  readonly content: Uint8Array;
}

type FileStream = Readable & { readonly truncated: boolean };

const lingerBytes = 16 * 1024 * 1024;
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
 * `sourceKey`, `title` and `metadata` (JSON) apply to the file that follows them.
 * @param maxBytes upper bound of one file
 * @throws MingdaError `FILE_TOO_LARGE` as soon as a file passes the bound; InvalidInputError when there is no file
 */
export async function* uploadedFiles(request: FastifyRequest, maxBytes: number): AsyncGenerator<UploadedFile> {
  try {
    yield* filesOf(request, maxBytes);
  } finally {
    letGo(request.raw);
  }
}

/**
 * What is still coming of a refused request is passed over for a while, so that the sender reads the reply, and then
 * cut off. Left alone, the connection would wait for a reader for ever.
 */
function letGo(request: IncomingMessage): void {
  if (request.complete) return;
  let passed = 0;
  request.on('data', (piece: Buffer) => {
    passed += piece.length;
    if (passed > lingerBytes) request.destroy();
  });
  request.resume();
}

async function* filesOf(request: FastifyRequest, maxBytes: number): AsyncGenerator<UploadedFile> {
  if (!request.isMultipart()) {
    throw new InvalidInputError([{ path: 'body', message: 'must be multipart/form-data with parts named `file`' }]);
  }
  const parts = request.parts({
    limits: { fileSize: maxBytes, files: maxFiles, fields: 3 * maxFiles, fieldSize: 8 * maxKeyCharacters },
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
    const metadata = metadataOf(fields.get('metadata'));
    yield {
      sourceKey: toSourceKey(fields.get('sourceKey') ?? fileName),
      fileName: lastSegment(fileName),
      content,
      ...(title === undefined || title === '' ? {} : { title }),
      ...(metadata === undefined ? {} : { metadata }),
    };
    fields.clear();
  }
  if (files === 0) throw new InvalidInputError([{ path: 'body.file', message: 'at least one file is required' }]);
}

/** @throws InvalidInputError when it is not the JSON of a document's metadata */
function metadataOf(field: string | undefined): DocumentMetadata | undefined {
  if (field === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(field);
  } catch {
    throw new InvalidInputError([{ path: 'body.metadata', message: 'must be JSON' }]);
  }
  const parsed = documentMetadataSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: ['body.metadata', ...path.map(String)].join('.'),
    message,
  }));
  throw new InvalidInputError(issues);
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
  // The bound may have been passed before anybody listened, by what came together with the part's head.
  if (stream.truncated) stream.destroy(tooLarge);
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  if (stream.truncated) throw tooLarge;
  return Buffer.concat(pieces);
}
