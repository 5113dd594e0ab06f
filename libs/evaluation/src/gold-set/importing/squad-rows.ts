import type { GoldDocument } from '@mingda/contracts';
import { detectLanguage } from '@mingda/language';
import { z } from 'zod';
import { refuseTooMany, unreadable, type RawQuestionFile, type RawRow } from './gold-file.ts';

const answers = z.array(z.union([z.string(), z.object({ text: z.string() }).transform((it) => it.text)]));

/** SQuAD 1.1 and 2.0 (Rajpurkar et al., 2016 and 2018), and CMRC 2018 (Cui et al., 2019), whose paragraphs have ids. */
const squadSchema = z.object({
  data: z.array(
    z.object({
      title: z.string().default(''),
      paragraphs: z.array(
        z.object({
          id: z.string().optional(),
          context: z.string(),
          qas: z.array(
            z.object({
              id: z.union([z.string(), z.number()]),
              question: z.string(),
              answers: answers.default([]),
              is_impossible: z.boolean().default(false),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** The first layout that CMRC 2018 was published in: one context an entry. */
const contextsSchema = z
  .array(
    z
      .object({
        context_id: z.string(),
        context_text: z.string(),
        title: z.string().default(''),
        qas: z.array(
          z.object({
            query_id: z.union([z.string(), z.number()]),
            query_text: z.string(),
            answers: answers.default([]),
          }),
        ),
      })
      .transform(({ context_id: id, context_text: context, title, qas }) => ({
        title,
        paragraphs: [
          {
            id,
            context,
            qas: qas.map(({ query_id, query_text: question, answers: given }) => ({
              id: query_id,
              question,
              answers: given,
              is_impossible: false,
            })),
          },
        ],
      })),
  )
  .transform((data) => ({ data }));

/**
 * Questions over paragraphs. A paragraph is a document under its own id, or under title and number where it has none.
 * Rows count the questions through the file.
 * @throws MingdaError `GOLD_IMPORT_INVALID` when it has another shape
 */
export function squadRows(value: unknown): RawQuestionFile {
  const parsed = z.union([squadSchema, contextsSchema]).safeParse(value);
  if (!parsed.success) throw unreadable('the JSON is neither in the SQuAD nor in the CMRC layout', parsed.error);
  const rows: RawRow[] = [];
  const documents: GoldDocument[] = [];
  for (const [article, { title, paragraphs }] of parsed.data.data.entries()) {
    for (const [number, paragraph] of paragraphs.entries()) {
      const documentId = paragraph.id ?? `${title === '' ? `article-${article + 1}` : title}-${number + 1}`;
      documents.push({ id: documentId, title, text: paragraph.context, lang: detectLanguage(paragraph.context) });
      for (const { id, question, answers: given, is_impossible: isImpossible } of paragraph.qas) {
        rows.push({
          row: rows.length + 1,
          id: String(id),
          content: {
            question,
            // Annotators agree often: the same answer once is enough.
            answers: isImpossible ? [] : [...new Set(given)],
            // Of an unanswerable question the paragraph is what misleads, not what answers.
            relevant: isImpossible ? [] : [documentId],
            answerable: !isImpossible,
          },
        });
        refuseTooMany(rows.length);
      }
    }
  }
  return { rows, refused: [], documents };
}
