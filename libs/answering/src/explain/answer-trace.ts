import type { RetrieveResult } from '@mingda/retrieval';
import type { DraftAnswer } from '../answerer.ts';

/** Candidates that a trace keeps, best first. */
const tracedCandidates = 50;

/** What the log keeps of the way to an answer, as JSON. */
export interface AnswerTrace {
  readonly searched: string;
  /** How far the question was taken to belong to the turns before, 0-1, and the words that they added with their weights. */
  readonly context: { readonly strength: number; readonly words: readonly (readonly [word: string, weight: number])[] };
  readonly corrections: RetrieveResult['question']['corrections'];
  readonly expansions: RetrieveResult['expanded']['expansions'];
  readonly filter: RetrieveResult['filter'];
  readonly models: readonly string[];
  /** In the final order. */
  readonly candidates: readonly TracedCandidate[];
  /** What the answerer weighed; each has a shape of its own. */
  readonly answering: unknown;
}

export interface TracedCandidate {
  readonly chunkId: string;
  readonly dense: number | null;
  readonly lexical: number;
  readonly fused: number;
  /** Of the cross-encoder, 0-1; null where none read it. */
  readonly cross: number | null;
  /** After the later rankings; null where it was not among the passages handed to the answerer. */
  readonly score: number | null;
}

export function traceOf(retrieved: RetrieveResult, draft: DraftAnswer | null): AnswerTrace {
  const { question, expanded, filter, found, candidates, ranker, crossEncoder } = retrieved;
  const order = new Map(found.map((it, rank) => [it.chunkId, { rank, score: it.score, cross: it.cross }]));
  const last = candidates.length;
  const ranked = candidates
    .map(({ chunkId, dense, lexical, score: fused }, at) => {
      const { rank = last + at, score = null, cross = null } = order.get(chunkId) ?? {};
      return { place: rank, candidate: { chunkId, dense, lexical, fused, cross, score } };
    })
    .toSorted((left, right) => left.place - right.place);
  return {
    searched: question.text,
    context: {
      strength: question.contextStrength,
      words: question.terms.flatMap(({ term, weight = 1 }) => (weight < 1 ? [[term, weight] as const] : [])),
    },
    corrections: question.corrections,
    expansions: expanded.expansions,
    filter,
    models: [
      ...question.vectors.map((it) => it.modelKey),
      ...(ranker === null ? [] : [`passage-ranker ${ranker}`]),
      ...(crossEncoder === null ? [] : [crossEncoder]),
      ...(draft?.models ?? []),
    ],
    candidates: ranked.slice(0, tracedCandidates).map((it) => it.candidate),
    answering: draft?.trace ?? null,
  };
}
