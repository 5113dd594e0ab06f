import { z } from 'zod';

export const turnSchema = z.object({ role: z.enum(['user', 'assistant']), text: z.string() });
export type Turn = z.infer<typeof turnSchema>;

/** One line of `questions.jsonl`; unknown fields of other sets pass through unread. */
export const goldQuestionSchema = z.object({
  id: z.string().min(1),
  question: z.string().min(1),
  answers: z.array(z.string()).default([]),
  keyEntities: z.array(z.string()).optional(),
  relevant: z.array(z.string()).default([]),
  answerable: z.boolean().default(true),
  lang: z.string().default('zh'),
  turns: z.array(turnSchema).optional(),
  split: z.enum(['tune', 'test']).optional(),
  tags: z.array(z.string()).optional(),
});
export type GoldQuestion = z.infer<typeof goldQuestionSchema>;

/** One line of `corpus.jsonl`. */
export const goldDocumentSchema = z.object({
  id: z.string().min(1),
  title: z.string().default(''),
  text: z.string(),
  lang: z.string().default('zh'),
});
export type GoldDocument = z.infer<typeof goldDocumentSchema>;
