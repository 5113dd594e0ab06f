import { ExpansionBudget } from './expansion-budget.ts';
import { ZipArchive } from './zip-archive.ts';

/** One picture; larger ones are no screenshots. */
const maxBytes = 100 * 1024 * 1024;

/** The bytes of one part of a document that is a ZIP. @throws MingdaError `FILE_CORRUPT`, `FILE_LIMIT_EXPANSION` */
export async function readZipPart(content: Buffer, part: string): Promise<Buffer> {
  const zip = await ZipArchive.open(content, new ExpansionBudget(maxBytes));
  const pieces: Buffer[] = [];
  for await (const piece of zip.read(part)) pieces.push(piece);
  return Buffer.concat(pieces);
}
