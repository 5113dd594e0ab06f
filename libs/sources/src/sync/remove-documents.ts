import type { StoredSource } from '@mingda/database';
import type { DeleteDocument } from '@mingda/ingestion';
import { toMingdaError } from '@mingda/platform';
import { scopeOf } from './scope-of.ts';

/** @returns how many there were: one that somebody else has just deleted is gone as well */
export async function removeDocuments(
  deleteDocument: Pick<DeleteDocument, 'execute'>,
  source: StoredSource,
  documentIds: readonly string[],
): Promise<number> {
  let deleted = 0;
  for (const id of documentIds) {
    try {
      await deleteDocument.execute(scopeOf(source), id);
      deleted += 1;
    } catch (error) {
      if (toMingdaError(error).code !== 'DOCUMENT_NOT_FOUND') throw error;
    }
  }
  return deleted;
}
