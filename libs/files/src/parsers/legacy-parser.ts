import type { ParsedDocument } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { converterFixes } from '../conversion/run-limited.ts';

/** Old formats are converted before they come here. @throws MingdaError `FILE_NEEDS_CONVERTER` */
export async function parseLegacy(): Promise<ParsedDocument> {
  throw new MingdaError('FILE_NEEDS_CONVERTER', { fixes: converterFixes });
}
