import { readFileSync, statSync } from 'node:fs';
import { rename, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { OnnxEntry } from '../registry/model-entry.ts';

/** Paths of a model's two files. */
export interface ModelFiles {
  readonly model: string;
  readonly tokenizer: string;
}

const fileStampSchema = z.object({ bytes: z.number(), modifiedMs: z.number(), sha256: z.string() });
const stampSchema = z.object({ model: fileStampSchema, tokenizer: fileStampSchema });
type Stamp = z.infer<typeof stampSchema>;

const parts = ['model', 'tokenizer'] as const;

/** Notes that the files were hashed as they are now, so that the next start need not hash them again. */
export async function writeStamp(file: string, files: ModelFiles, sha256: OnnxEntry['sha256']): Promise<void> {
  const [model, tokenizer] = await Promise.all(
    parts.map(async (part) => {
      const { size, mtimeMs } = await stat(files[part]);
      return { bytes: size, modifiedMs: mtimeMs, sha256: sha256[part] };
    }),
  );
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify({ model, tokenizer } satisfies Stamp));
  await rename(temporary, file);
}

/** True when both files are, by size and time of change, those that were hashed, with the registered checksums. */
export function stampHolds(file: string, files: ModelFiles, sha256: OnnxEntry['sha256']): boolean {
  const stamp = readStamp(file);
  if (stamp === undefined) return false;
  return parts.every((part) => {
    const found = statSync(files[part], { throwIfNoEntry: false });
    return (
      found !== undefined &&
      found.size === stamp[part].bytes &&
      found.mtimeMs === stamp[part].modifiedMs &&
      stamp[part].sha256 === sha256[part]
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
