import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** The product's version; all packages of the repository carry the same one. */
export const version = z.object({ version: z.string() }).parse(manifest).version;
