import { readFileSync, statSync } from 'node:fs';
import { rename, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** Paths of an encoder's two files. */
export interface ModelFiles {
  readonly model: string;
  readonly tokenizer: string;
}

/** Paths of whatever files a stored model has; one in GGUF carries its tokenizer inside. */
export interface StoredFiles {
  readonly model: string;
  readonly tokenizer?: string | undefined;
}

/** Registered SHA-256 of each file. */
export type Checksums = StoredFiles;

const fileStampSchema = z.object({ bytes: z.number(), modifiedMs: z.number(), sha256: z.string() });
const stampSchema = z.object({ model: fileStampSchema, tokenizer: fileStampSchema.optional() });
type Stamp = z.infer<typeof stampSchema>;

const parts = ['model', 'tokenizer'] as const;

export interface StoredPart {
  readonly part: (typeof parts)[number];
  readonly file: string;
  readonly sha256: string;
}

/** The files that the checksums name. */
export function storedParts(files: StoredFiles, sha256: Checksums): StoredPart[] {
  return parts.flatMap((part) => {
    const [file, sum] = [files[part], sha256[part]];
    return file === undefined || sum === undefined ? [] : [{ part, file, sha256: sum }];
  });
}

/** Notes that the files were hashed as they are now, so that the next start need not hash them again. */
export async function writeStamp(file: string, files: StoredFiles, sha256: Checksums): Promise<void> {
  const stamps = storedParts(files, sha256).map(async ({ part, file: name, sha256: sum }) => {
    const { size, mtimeMs } = await stat(name);
    return [part, { bytes: size, modifiedMs: mtimeMs, sha256: sum }] as const;
  });
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(Object.fromEntries(await Promise.all(stamps))));
  await rename(temporary, file);
}

/** True when all files are, by size and time of change, those that were hashed, with the registered checksums. */
export function stampHolds(file: string, files: StoredFiles, sha256: Checksums): boolean {
  const stamp = readStamp(file);
  if (stamp === undefined) return false;
  return storedParts(files, sha256).every(({ part, file: name, sha256: sum }) => {
    const found = statSync(name, { throwIfNoEntry: false });
    const noted = stamp[part];
    return (
      found !== undefined &&
      noted !== undefined &&
      found.size === noted.bytes &&
      found.mtimeMs === noted.modifiedMs &&
      noted.sha256 === sum
    );
  });
}

function readStamp(file: string): Stamp | undefined {
  try {
    return stampSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // A stamp that is missing or torn only costs one more hashing.
    return undefined;
  }
}
