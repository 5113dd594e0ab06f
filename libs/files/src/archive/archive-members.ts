import { posix } from 'node:path';
import { MingdaError, toMingdaError } from '@mingda/platform';
import { isArchive } from '../detection/detect-format.ts';
import { ExpansionBudget } from './expansion-budget.ts';
import { ZipArchive, type ZipFile } from './zip-archive.ts';

export interface ArchiveLimits {
  /** What all members together, those of inner archives too, may unpack to. */
  readonly expandedBytes: number;
  /** Upper bound of one member. */
  readonly fileBytes: number;
}

/** A file inside an archive: its bytes, or why they cannot be had. */
export type ArchiveMember =
  | { readonly path: string; readonly content: Uint8Array }
  | { readonly path: string; readonly error: MingdaError };

const maxDepth = 3;
/** Left behind by operating systems and editors. */
const noise = /(?:^|\/)(?:__MACOSX(?:\/|$)|\.[^/]*|Thumbs\.db$|desktop\.ini$|~\$[^/]*$)/i;

/**
 * The files of a ZIP, one at a time, with inner archives opened. Paths are only names: nothing is written anywhere, and
 * `..` cannot climb out. A member that cannot be read is named and does not cost the others.
 * @throws MingdaError `FILE_CORRUPT`, `FILE_LIMIT_EXPANSION`
 */
export async function* archiveMembers(
  archive: { readonly content: Uint8Array; readonly fileName: string },
  limits: ArchiveLimits,
): AsyncGenerator<ArchiveMember> {
  const budget = new ExpansionBudget(limits.expandedBytes);
  yield* membersAt(asBuffer(archive.content), { fileName: archive.fileName, limits, budget, depth: 1 });
}

interface Place {
  readonly fileName: string;
  readonly limits: ArchiveLimits;
  readonly budget: ExpansionBudget;
  readonly depth: number;
}

async function* membersAt(bytes: Buffer, place: Place): AsyncGenerator<ArchiveMember> {
  const zip = await open(bytes, place);
  for (const file of zip.files()) {
    const path = pathOf(file);
    if (path === undefined) continue;
    const content = await contentOf(zip, file, place);
    if (content instanceof MingdaError) yield { path, error: content };
    else if (isArchive(path, content)) yield* inner(path, content, place);
    else yield { path, content };
  }
}

async function* inner(path: string, content: Buffer, place: Place): AsyncGenerator<ArchiveMember> {
  if (place.depth >= maxDepth) {
    const detail = `It lies more than ${maxDepth} archives deep.`;
    yield { path, error: new MingdaError('FILE_LIMIT_EXPANSION', { subject: path, detail }) };
    return;
  }
  try {
    for await (const member of membersAt(content, { ...place, fileName: path, depth: place.depth + 1 })) {
      yield { ...member, path: `${path}/${member.path}` };
    }
  } catch (error) {
    const fault = toMingdaError(error);
    if (fault.code === 'FILE_LIMIT_EXPANSION') throw fault;
    yield { path, error: fault };
  }
}

async function open(bytes: Buffer, { fileName, budget }: Place): Promise<ZipArchive> {
  try {
    return await ZipArchive.open(bytes, budget);
  } catch (error) {
    if (error instanceof MingdaError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new MingdaError('FILE_CORRUPT', { subject: fileName, detail, cause: error });
  }
}

/** Undefined for folders and for what no person put there. */
function pathOf({ name }: ZipFile): string | undefined {
  const slashes = name.replaceAll('\\', '/');
  if (slashes.endsWith('/')) return undefined;
  const path = posix
    .normalize(`/${slashes}`)
    .slice(1)
    .normalize('NFC')
    .replaceAll(/\p{Cc}/gu, '');
  return path === '' || noise.test(path) ? undefined : path;
}

async function contentOf(zip: ZipArchive, file: ZipFile, { limits }: Place): Promise<Buffer | MingdaError> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of zip.readFile(file)) {
      bytes += piece.length;
      if (bytes > limits.fileBytes) return new MingdaError('FILE_TOO_LARGE', { subject: file.name });
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    if (error instanceof MingdaError) {
      if (error.code === 'FILE_LIMIT_EXPANSION') throw error;
      return error;
    }
    const detail = error instanceof Error ? error.message : String(error);
    return new MingdaError('FILE_CORRUPT', { subject: file.name, detail, cause: error });
  }
}

function asBuffer(content: Uint8Array): Buffer {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
