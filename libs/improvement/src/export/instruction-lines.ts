import type { AccessScope, InstructionFilter } from '@mingda/contracts';
import type { ReviewExportRepository } from '@mingda/database';

/** What has to be kept in mind with the data; part of every line, since lines are copied out of their file. */
const licenceNote = 'Written from the documents of this collection; their rights apply. May hold personal data.';

/**
 * Accepted answers as JSON lines for instruction tuning: `instruction`, `input`, `output` and where each comes from. Approved
 * entries first, one line for each way to ask, then answers that people liked or rated as correct. Questions of gold sets are
 * never among them: a model trained on them could not be measured with them.
 */
export async function* instructionLines(
  exports: ReviewExportRepository,
  scope: AccessScope,
  filter: InstructionFilter,
): AsyncGenerator<string> {
  for await (const entry of exports.acceptedFaq(scope, filter)) {
    const provenance = {
      source: 'approved',
      entryId: entry.id,
      revision: entry.revision,
      collectionId: entry.collectionId,
      approvedBy: entry.approvedBy,
      date: entry.approvedAt.toISOString(),
      citations: entry.citations,
      licence: licenceNote,
    };
    for (const question of [entry.question, ...entry.phrasings]) yield lineOf(question, entry.answer, provenance);
  }
  for await (const answer of exports.acceptedAnswers(scope, filter)) {
    yield lineOf(answer.question, answer.text, {
      source: answer.labels.length > 0 ? 'rated-correct' : 'liked',
      answerId: answer.id,
      collectionId: answer.collectionId,
      answerer: answer.answerer,
      confidence: answer.confidence,
      date: answer.createdAt.toISOString(),
      thumb: answer.thumb,
      rating: answer.rating,
      labels: answer.labels,
      citations: answer.citations.map(({ sourceKey, documentId, versionId, versionNumber, charStart, charEnd }) => ({
        sourceKey,
        documentId,
        versionId,
        versionNumber,
        charStart,
        charEnd,
      })),
      licence: licenceNote,
    });
  }
}

function lineOf(instruction: string, output: string, provenance: object): string {
  return `${JSON.stringify({ instruction, input: '', output, provenance })}\n`;
}
