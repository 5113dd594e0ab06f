import { createHash } from 'node:crypto';
import type { GoldProposalItem, SourceDocument } from '@mingda/database';
import { detectLanguage } from '@mingda/language';
import type { MadeQuestion } from './question-templates.ts';

/** The item of a question that was made of a document; the same question of the same document is proposed once. */
export function documentCandidate(document: SourceDocument, made: MadeQuestion): GoldProposalItem {
  const { documentId, versionId, sourceKey } = document;
  const { question, answer, keyEntities, quote, maker } = made;
  return {
    question,
    answers: [answer],
    keyEntities: [...keyEntities],
    relevant: [sourceKey],
    lang: detectLanguage(question),
    evidence: [{ documentId, versionId, sourceKey, quote }],
    origin: 'generated',
    originRef: createHash('sha256').update(`${documentId}\n${question}`).digest('hex').slice(0, 32),
    note: { maker },
  };
}
