import { z } from 'zod';
import { searchFilterSchema } from './search-filter.ts';

export const turnSchema = z.object({ role: z.enum(['user', 'assistant']), text: z.string() });
export type Turn = z.infer<typeof turnSchema>;

export const codeLanguages = ['node', 'python'] as const;

/** How the code of an answer is tried: it is run, then this test is run in the same scope and must not throw. */
export const codeTestsSchema = z.object({
  language: z.enum(codeLanguages),
  /** Statements that call the answer's code and throw (`assert`) where it is wrong. */
  code: z.string().min(1).max(20_000),
  /** Name that the answer's code must define, such as `add`. */
  entryPoint: z.string().regex(/^[A-Za-z_$][\w$]*$/),
});
export type CodeTests = z.infer<typeof codeTestsSchema>;

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
  /** Conditions on the documents that are searched for this question. */
  filter: searchFilterSchema.optional(),
  split: z.enum(['tune', 'test']).optional(),
  tags: z.array(z.string()).optional(),
  /** What the question is about, where the answer's intent is scored. */
  intent: z.string().optional(),
  /** For answers that are code. */
  tests: codeTestsSchema.optional(),
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
