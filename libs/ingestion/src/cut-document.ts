import type { Profile } from '@mingda/contracts';
import { chunkDocument, searchableText, type DraftChunk, type PlacedDocument } from '@mingda/domain';
import type { Embedder } from '@mingda/models';

/** Tokens that the model adds to every text, its prefix among them. */
const addedTokens = 8;
/** Least that is left to a chunk's own text, whatever stands in front. */
const leastWindow = 64;

interface CutRequest {
  readonly placed: PlacedDocument;
  readonly title: string;
  readonly lang: string;
  readonly chunking: Profile['chunking'];
}

/** Cuts a document as a profile says, by the tokens of its language's model; no chunk exceeds what that model reads. */
export function cutDocument(embedder: Embedder, { placed, title, lang, chunking }: CutRequest): DraftChunk[] {
  return chunkDocument(placed, {
    countTokens: tokenCounter(embedder, lang),
    maxTokens: chunking.maxTokens,
    overlapSentences: chunking.overlapSentences,
    windowTokens: (headingPath) => windowOf(embedder, { title, lang, headingPath }),
  });
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
