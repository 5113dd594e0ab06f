import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Profile } from '@mingda/contracts';
import {
  chunkDocument,
  documentUnits,
  searchableText,
  type CountedAhead,
  type DocumentUnit,
  type DraftChunk,
  type PlacedDocument,
} from '@mingda/domain';
import type { Embedder } from '@mingda/models';

/** Tokens that the model adds to every text, its prefix among them. */
const addedTokens = 8;
/** Least that is left to a chunk's own text, whatever stands in front. */
const leastWindow = 64;

/** Characters that are read before the event loop has its turn; they take a few milliseconds. */
const turnCharacters = 16_384;

interface CutRequest {
  readonly placed: PlacedDocument;
  readonly title: string;
  readonly lang: string;
  readonly chunking: Profile['chunking'];
}

/**
 * Cuts a document as a profile says, by the tokens of its language's model; no chunk exceeds what that model reads. A long
 * document is cut into sentences and these are counted over many turns of the event loop.
 */
export async function cutDocument(
  embedder: Embedder,
  { placed, title, lang, chunking }: CutRequest,
): Promise<DraftChunk[]> {
  const countTokens = tokenCounter(embedder, lang);
  const options = {
    countTokens,
    maxTokens: chunking.maxTokens,
    overlapSentences: chunking.overlapSentences,
    windowTokens: (headingPath: readonly string[]) => windowOf(embedder, { title, lang, headingPath }),
  };
  return chunkDocument(placed, options, await countInTurns(placed, countTokens));
}

async function countInTurns(
  placed: PlacedDocument,
  countTokens: (texts: readonly string[]) => number[],
): Promise<CountedAhead> {
  const units: DocumentUnit[] = [];
  const tokens: number[] = [];
  let texts: string[] = [];
  let characters = 0;
  for (const unit of documentUnits(placed)) {
    if (characters >= turnCharacters) {
      tokens.push(...countTokens(texts));
      texts = [];
      characters = 0;
      await nextTurn();
    }
    units.push(unit);
    texts.push(placed.text.slice(unit.start, unit.end));
    characters += unit.end - unit.start;
  }
  tokens.push(...countTokens(texts));
  return { units, tokens };
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
