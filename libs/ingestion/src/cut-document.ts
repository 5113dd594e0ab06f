import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Profile } from '@mingda/contracts';
import { chunkDocument, documentUnits, searchableText, type DraftChunk, type PlacedDocument } from '@mingda/domain';
import type { Embedder } from '@mingda/models';

/** Tokens that the model adds to every text, its prefix among them. */
const addedTokens = 8;
/** Least that is left to a chunk's own text, whatever stands in front. */
const leastWindow = 64;

/** Characters whose tokens are counted before the event loop has its turn; they take a few milliseconds. */
const turnCharacters = 16_384;

interface CutRequest {
  readonly placed: PlacedDocument;
  readonly title: string;
  readonly lang: string;
  readonly chunking: Profile['chunking'];
}

/**
 * Cuts a document as a profile says, by the tokens of its language's model; no chunk exceeds what that model reads. Tokens of a
 * long document are counted over many turns of the event loop.
 */
export async function cutDocument(
  embedder: Embedder,
  { placed, title, lang, chunking }: CutRequest,
): Promise<DraftChunk[]> {
  const countTokens = tokenCounter(embedder, lang);
  const units = documentUnits(placed);
  const texts = units.map(({ start, end }) => placed.text.slice(start, end));
  const options = {
    countTokens,
    maxTokens: chunking.maxTokens,
    overlapSentences: chunking.overlapSentences,
    windowTokens: (headingPath: readonly string[]) => windowOf(embedder, { title, lang, headingPath }),
  };
  return chunkDocument(placed, options, { units, tokens: await countInTurns(texts, countTokens) });
}

async function countInTurns(
  texts: readonly string[],
  countTokens: (texts: readonly string[]) => number[],
): Promise<number[]> {
  const counts: number[] = [];
  let from = 0;
  while (from < texts.length) {
    if (from > 0) await nextTurn();
    let to = from;
    for (let characters = 0; to < texts.length && characters < turnCharacters; to += 1) characters += texts[to].length;
    counts.push(...countTokens(texts.slice(from, to)));
    from = to;
  }
  return counts;
}

/** Tokens of a chunk's own text that the model of a language reads below a title and headings. */
export function windowOf(
  embedder: Embedder,
  chunk: { readonly title: string; readonly lang: string; readonly headingPath: readonly string[] },
): number {
  const model = embedder.modelFor(chunk.lang);
  const lead = searchableText({ ...chunk, text: '' }).text;
  const [context = 0] = embedder.countTokens(model, [lead]);
  return Math.max(leastWindow, embedder.maxTokens(model) - addedTokens - context);
}

export function tokenCounter(embedder: Embedder, lang: string): (texts: readonly string[]) => number[] {
  const model = embedder.modelFor(lang);
  return (texts) => embedder.countTokens(model, texts);
}
