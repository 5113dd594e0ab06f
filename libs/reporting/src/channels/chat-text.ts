import type { Message } from './message.ts';

/** Markdown as WeCom, DingTalk and Feishu share it: headings, lists, links, and no escape for its signs. */
export function chatMarkdown(message: Message, heading: boolean): string {
  const { title, facts, sentences, link } = message;
  return [
    ...(heading ? [`## ${plain(title)}`] : []),
    ...(facts.length > 0 ? [facts.map(plain).join(' · ')] : []),
    sentences.map((sentence) => `- ${plain(sentence)}`).join('\n'),
    ...(link === undefined ? [] : [`[${plain(link.label)}](${link.url})`]),
  ].join('\n\n');
}

/**
 * Names may hold what these services read as markup, and they know no escape: full-width forms look alike and mean
 * nothing. An `@` would call people.
 */
function plain(text: string): string {
  const wide: Readonly<Record<string, string>> = {
    '*': '＊',
    _: '＿',
    '`': '｀',
    '[': '［',
    ']': '］',
    '<': '＜',
    '>': '＞',
    '#': '＃',
    '@': '＠',
  };
  return text.replace(/\s+/g, ' ').replace(/[*_`[\]<>#@]/g, (sign) => wide[sign]);
}

/** Cut to a number of bytes in UTF-8, at a line's end where one is near, never inside a character. */
export function cutToBytes(text: string, bytes: number): string {
  const encoded = Buffer.from(text);
  if (encoded.length <= bytes) return text;
  const kept = new TextDecoder().decode(encoded.subarray(0, bytes - 3)).replace(/\uFFFD+$/, '');
  const line = kept.lastIndexOf('\n');
  return `${line > kept.length / 2 ? kept.slice(0, line) : kept}…`;
}
