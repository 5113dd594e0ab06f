import type { Profile } from '@mingda/contracts';

/**
 * Names how documents are cut and embedded. Chunks under another key have to be written again; settings of search and
 * answers are not in it, because they work on any chunks.
 */
export function cuttingKey(chunking: Profile['chunking'], models: Readonly<Record<string, string>>): string {
  const keys = [...new Set(Object.values(models))].toSorted();
  return [`${String(chunking.maxTokens)} tokens`, `overlap ${String(chunking.overlapSentences)}`, ...keys].join(', ');
}
