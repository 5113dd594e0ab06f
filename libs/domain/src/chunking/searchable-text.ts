/**
 * What is embedded and indexed for a chunk: document title and headings in front, each once, then the text. Returns
 * the offset of the text, so that sentence ranges can be moved along.
 */
export function searchableText(chunk: { title: string; headingPath: readonly string[]; text: string }): {
  text: string;
  offset: number;
} {
  const firstLine = chunk.text.split('\n', 1)[0] ?? '';
  const context: string[] = [];
  for (const part of [chunk.title, ...chunk.headingPath]) {
    if (part !== '' && part !== firstLine && !context.includes(part)) context.push(part);
  }
  const lead = context.length === 0 ? '' : `${context.join(' > ')}\n`;
  return { text: lead + chunk.text, offset: lead.length };
}
