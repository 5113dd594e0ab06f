const htmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// Control characters have no place in a document, and direction overrides could make one text look like another.
const unprintable = /(?![\t\n\r])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu;

/** Safe as HTML text and within a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(unprintable, '\uFFFD').replace(/[&<>"']/g, (character) => htmlEntities[character]);
}

/** Safe inside a line of Markdown, in a table cell as well: no markup, no HTML, no line break. Not for its start. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(unprintable, '\uFFFD')
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]|~$]/g, (character) => `\\${character}`)
    .replace(/[&<>]/g, (character) => htmlEntities[character]);
}
