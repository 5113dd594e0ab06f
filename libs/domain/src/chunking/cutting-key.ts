import { defaultProfile, type Profile } from '@mingda/contracts';

/**
 * Names how documents are cut and embedded. Chunks under another key have to be written again; settings of search and
 * answers are not in it, because they work on any chunks.
 */
export function cuttingKey(chunking: Profile['chunking'], models: Readonly<Record<string, string>>): string {
  const keys = [...new Set(Object.values(models))].toSorted();
  // Left out of the key at its default: documents that were cut before the setting came need not be cut again.
  const repeats =
    chunking.repeatedFrom === defaultProfile.chunking.repeatedFrom ? [] : [repeatsKey(chunking.repeatedFrom)];
  const tokens = chunking.tokenVectors ? [tokensKey] : [];
  const sizes = [`${String(chunking.maxTokens)} tokens`, `overlap ${String(chunking.overlapSentences)}`];
  return [...sizes, ...repeats, ...tokens, ...keys].join(', ');
}

const tokensKey = 'token vectors';
const repeatsKey = (from: number): string => (from === 0 ? 'repeats kept' : `repeats from ${String(from)}`);
