import { createHash } from 'node:crypto';
import type { AccessScope, Answer, GoldProposalNote } from '@mingda/contracts';
import type { GoldProposalItem, RealQuestion } from '@mingda/database';
import { detectLanguage, type Language } from '@mingda/language';
import type { QuestionCluster } from './question-clusters.ts';

/** Times that a question has to be asked to be worth an item for that alone. */
const frequentFrom = 3;
const examplesKept = 5;
/** A question that went wrong tells more than one that went well. */
const weights = { refused: 2, lowConfidence: 2, disliked: 3 } as const;

type Reason = NonNullable<GoldProposalNote['reasons']>[number];

export interface Judged extends QuestionCluster {
  readonly count: number;
  readonly reasons: readonly Reason[];
  readonly weight: number;
}

/**
 * Characters up to which a follow-up is taken to lean on the question before it, as retrieval takes it: by itself it asks
 * nothing that anybody could answer.
 */
const shortFollowUp: Readonly<Record<Language, number>> = { zh: 12, en: 30 };

export function standsAlone({ question, followsUp }: RealQuestion): boolean {
  return !followsUp || question.length > shortFollowUp[detectLanguage(question)];
}

/** The clusters that are worth an item, the weightiest first. */
export function worthAsking(clusters: readonly QuestionCluster[]): readonly Judged[] {
  return clusters
    .map(judge)
    .filter((cluster) => cluster.reasons.length > 0)
    .toSorted((a, b) => b.weight - a.weight || (a.leader.question < b.leader.question ? -1 : 1));
}

function judge(cluster: QuestionCluster): Judged {
  const sum = (of: 'count' | 'refused' | 'lowConfidence' | 'disliked'): number =>
    cluster.members.reduce((total, member) => total + member[of], 0);
  const count = sum('count');
  const refused = sum('refused');
  const lowConfidence = sum('lowConfidence');
  const disliked = sum('disliked');
  const reasons: Reason[] = [];
  if (disliked > 0) reasons.push('disliked');
  if (refused > 0) reasons.push('refused');
  if (lowConfidence > 0) reasons.push('low-confidence');
  if (count >= frequentFrom) reasons.push('frequent');
  const weight =
    count + weights.refused * refused + weights.lowConfidence * lowConfidence + weights.disliked * disliked;
  return { ...cluster, count, reasons, weight };
}

/** The cluster's item. Where somebody liked an answer, that answer and what it cites are the suggestion. */
export async function logCandidate(
  scope: AccessScope,
  { leader, members, count, reasons }: Judged,
  answers: { get(scope: AccessScope, id: string): Promise<Answer | null> },
): Promise<GoldProposalItem> {
  const liked = members.find((member) => member.likedAnswerId !== null)?.likedAnswerId ?? null;
  const answer = liked === null ? null : await answers.get(scope, liked);
  const { question } = leader;
  const examples = members.slice(1, 1 + examplesKept).map((member) => member.question);
  return {
    question,
    lang: detectLanguage(question),
    origin: 'log',
    originRef: createHash('sha256').update(question).digest('hex').slice(0, 32),
    note: { count, reasons: [...reasons], ...(examples.length === 0 ? {} : { examples }) },
    ...(answer === null ? {} : suggestionOf(answer)),
  };
}

function suggestionOf({ text, citations }: Answer): Partial<GoldProposalItem> {
  return {
    answers: [text.replaceAll(/\s*\[\d{1,2}\]/g, '').trim()],
    relevant: [...new Set(citations.map((citation) => citation.sourceKey))],
    evidence: citations.map(({ documentId, versionId, sourceKey, quote }) => ({
      documentId,
      versionId,
      sourceKey,
      quote,
    })),
  };
}
