export type LightBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'ordered' | 'bullets'; readonly items: readonly string[] };

export type LightPiece =
  | { readonly kind: 'text' | 'bold' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const bullet = /^\s*[-*•]\s+(.*)$/;
const number = /^\s*\d{1,3}(?:[.)]\s+|、\s*)(.*)$/;

/** Lines as paragraphs and lists; a paragraph ends at an empty line or at a list. */
export function lightBlocks(text: string): LightBlock[] {
  const groups: { kind: LightBlock['kind']; lines: string[] }[] = [];
  let broken = true;
  for (const line of text.split(/\r?\n/)) {
    const isEmpty = line.trim() === '';
    const { kind, content } = readLine(line);
    const open = broken ? undefined : groups.at(-1);
    if (!isEmpty && open?.kind === kind) open.lines.push(content);
    else if (!isEmpty) groups.push({ kind, lines: [content] });
    broken = isEmpty;
  }
  return groups.map(({ kind, lines }): LightBlock =>
    kind === 'paragraph' ? { kind, text: lines.join('\n') } : { kind, items: lines },
  );
}

function readLine(line: string): { readonly kind: LightBlock['kind']; readonly content: string } {
  const item = bullet.exec(line)?.[1];
  if (item !== undefined) return { kind: 'bullets', content: item };
  const step = number.exec(line)?.[1];
  return step === undefined ? { kind: 'paragraph', content: line } : { kind: 'ordered', content: step };
}

/** Only addresses that open a page or a mail; `javascript:` and its like stay text. */
const piece =
  /\*\*(?<bold>[^*\n]+)\*\*|`(?<code>[^`\n]+)`|\[(?<text>[^\]\n]+)\]\((?<href>(?:https?:\/\/|mailto:)[^\s)]+)\)/gu;

export function lightPieces(text: string): LightPiece[] {
  const pieces: LightPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(piece)) {
    if (match.index > at) pieces.push({ kind: 'text', text: text.slice(at, match.index) });
    const { bold, code, text: label = '', href = '' } = match.groups ?? {};
    if (bold !== undefined) pieces.push({ kind: 'bold', text: bold });
    else if (code !== undefined) pieces.push({ kind: 'code', text: code });
    else pieces.push({ kind: 'link', text: label, href });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ kind: 'text', text: text.slice(at) });
  return pieces;
}
