import type { SourceDocument, SourcePassage } from '@mingda/database';
import { detectLanguage } from '@mingda/language';
import type { ChatWriter } from '@mingda/models';
import { z } from 'zod';
import { proposeQuestionsPrompt } from './prompts/propose-questions.v1.ts';
import type { MadeQuestion } from './question-templates.ts';

const maxTokens = 600;
const shortestPassage = 60;
const shortestQuote = 4;

const lineSchema = z.object({
  question: z.string().trim().min(4).max(500),
  answer: z.string().trim().min(1).max(2000),
  quote: z.string().trim().min(shortestQuote).max(2000),
});

/**
 * Questions that a language model writes about one passage. What it claims to quote must stand in the document, but for
 * white space; the quote that is kept is the document's own. What cannot be read or is not there is left out.
 * @throws MingdaError what the writer throws
 */
export async function writeQuestions(
  writer: ChatWriter,
  { document, passage }: { readonly document: SourceDocument; readonly passage: SourcePassage },
  signal?: AbortSignal,
): Promise<MadeQuestion[]> {
  if (passage.text.length < shortestPassage) return [];
  const messages = proposeQuestionsPrompt.messages({
    title: [document.title, ...passage.headingPath].join(' > '),
    text: passage.text,
    lang: detectLanguage(passage.text),
  });
  let written = '';
  for await (const piece of writer.stream(messages, { maxTokens, signal })) written += piece;
  return written.split('\n').flatMap((line) => {
    const parsed = lineSchema.safeParse(parseLine(line));
    const quote = parsed.success ? findQuote(document.text, parsed.data.quote) : undefined;
    if (!parsed.success || quote === undefined) return [];
    const { question, answer } = parsed.data;
    return [{ question, answer, keyEntities: [], quote, maker: `${proposeQuestionsPrompt.version} ${writer.name}` }];
  });
}

/** Models like to number their lines or put them into a list. */
function parseLine(line: string): unknown {
  const from = line.indexOf('{');
  const to = line.lastIndexOf('}');
  if (from < 0 || to < from) return undefined;
  try {
    return JSON.parse(line.slice(from, to + 1));
  } catch {
    return undefined;
  }
}

/** The text's own characters for a quote that differs from it in white space alone; undefined when it is not there. */
export function findQuote(text: string, quote: string): string | undefined {
  if (text.includes(quote)) return quote;
  const pattern = [...quote.replaceAll(/\s+/g, '')].map((it) => it.replace(/[$()*+.?[\\\]^{|}]/, '\\$&')).join('\\s*');
  return new RegExp(pattern, 'u').exec(text)?.[0];
}
