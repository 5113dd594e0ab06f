import type { PassageView } from '@mingda/contracts';
import { joinedText, mergeNeighbours } from '@mingda/domain';
import type { ExpandedQuestion } from './expand-question.ts';
import { matchedTerms } from './matched-terms.ts';
import type { ReadQuestion } from './read-question.ts';
import type { FoundPassage } from './found-passage.ts';

interface Searched {
  readonly question: ReadQuestion;
  readonly expanded: ExpandedQuestion;
}

/** Passages as callers see them, best first; with `merge`, those that follow each other in their document as one. */
export function passageViews(found: readonly FoundPassage[], searched: Searched, merge: boolean): PassageView[] {
  if (!merge) return found.map((passage) => toView(passage, searched));
  return mergeNeighbours(found).map(({ best, members }) => {
    const views = members.map((passage) => toView(passage, searched));
    const last = members.at(-1) ?? best;
    return {
      ...toView(best, searched),
      text: joinedText(members),
      charStart: members[0]?.charStart ?? best.charStart,
      charEnd: last.charEnd,
      pageFrom: members[0]?.pageFrom ?? best.pageFrom,
      pageTo: last.pageTo ?? best.pageTo,
      matchedTerms: [...new Set(views.flatMap((it) => it.matchedTerms))],
      synonymTerms: [...new Set(views.flatMap((it) => it.synonymTerms))],
      alsoIn: views.flatMap((it) => it.alsoIn),
    };
  });
}

function toView(passage: FoundPassage, { question, expanded }: Searched): PassageView {
  const matched = matchedTerms(question, passage);
  const synonyms = matchedTerms({ terms: expanded.terms, words: question.words }, passage).filter(
    (it) => !matched.includes(it),
  );
  return {
    chunkId: passage.chunkId,
    documentId: passage.documentId,
    versionId: passage.versionId,
    versionNumber: passage.versionNumber,
    sourceKey: passage.sourceKey,
    title: passage.title,
    headingPath: passage.headingPath,
    text: passage.text,
    lang: passage.lang,
    pageFrom: passage.pageFrom,
    pageTo: passage.pageTo,
    charStart: passage.charStart,
    charEnd: passage.charEnd,
    ...(passage.edited === undefined ? {} : { edited: passage.edited }),
    score: passage.score,
    denseScore: passage.dense,
    lexicalScore: passage.lexical,
    matchedTerms: [...matched, ...synonyms],
    synonymTerms: synonyms,
    alsoIn: passage.alsoIn.map(({ chunkId, documentId, versionId, sourceKey, title, charStart, charEnd }) => ({
      chunkId,
      documentId,
      versionId,
      sourceKey,
      title,
      charStart,
      charEnd,
    })),
  };
}
