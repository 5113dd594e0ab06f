import { Document } from '@langchain/core/documents';
import type { PassageView } from '@mingda/contracts';

/** What a document of LangChain carries beside the text: enough to show and to check a citation. */
export interface PassageMetadata extends Record<string, unknown> {
  /** Key of the document in the collection, such as its path. */
  readonly source: string;
  readonly title: string;
  readonly headingPath: readonly string[];
  readonly language: string;
  /** Comparable within one question only. */
  readonly score: number;
  readonly matchedTerms: readonly string[];
  /** Other documents that say the same in the same words. */
  readonly alsoIn: readonly string[];
  /** Where the text stands; the range counts UTF-16 units of the version's extracted text. */
  readonly citation: {
    readonly documentId: string;
    readonly versionId: string;
    readonly versionNumber: number;
    readonly chunkId: string;
    readonly pageFrom: number | null;
    readonly pageTo: number | null;
    readonly charStart: number;
    readonly charEnd: number;
  };
}

export function passageDocument(passage: PassageView): Document<PassageMetadata> {
  const { documentId, versionId, versionNumber, chunkId, pageFrom, pageTo, charStart, charEnd } = passage;
  return new Document({
    id: chunkId,
    pageContent: passage.text,
    metadata: {
      source: passage.sourceKey,
      title: passage.title,
      headingPath: passage.headingPath,
      language: passage.lang,
      score: passage.score,
      matchedTerms: passage.matchedTerms,
      alsoIn: passage.alsoIn.map((it) => it.sourceKey),
      citation: { documentId, versionId, versionNumber, chunkId, pageFrom, pageTo, charStart, charEnd },
    },
  });
}
