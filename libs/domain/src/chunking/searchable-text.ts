/** Longest title or heading, and longest context, that goes in front; the rest of the model's window is the text's. */
const longestPart = 120;
const longestContext = 300;

/**
 * What is embedded and indexed for a chunk: document title and headings in front, each once, then the text. Returns
 * the offset of the text, so that sentence ranges can be moved along. Of a long context the outer headings are left out.
 */
export function searchableText(chunk: { title: string; headingPath: readonly string[]; text: string }): {
  text: string;
  offset: number;
} {
  const firstLine = chunk.text.split('\n', 1)[0] ?? '';
  const context: string[] = [];
  for (const whole of [chunk.title, ...chunk.headingPath]) {
    const part = whole.slice(0, longestPart);
    if (part !== '' && whole !== firstLine && !context.includes(part)) context.push(part);
  }
  while (context.length > 2 && context.join(' > ').length > longestContext) context.splice(1, 1);
  const lead = context.length === 0 ? '' : `${context.join(' > ')}\n`;
  return { text: lead + chunk.text, offset: lead.length };
}
