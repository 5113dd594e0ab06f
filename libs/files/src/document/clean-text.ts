/**
 * Radical forms that PDF writers emit instead of the characters they look like; Unicode has no compatibility mapping
 * for these, so that a search for 页 or 长 would miss them.
 */
const radicals = new Map(
  Object.entries({
    '⻓': '长',
    '⻔': '门',
    '⻚': '页',
    '⻅': '见',
    '⻋': '车',
    '⻢': '马',
    '⻉': '贝',
    '⻛': '风',
    '⻥': '鱼',
    '⻄': '西',
    '⻰': '龙',
    '⻘': '青',
    '⻝': '食',
    '⻩': '黄',
    '⻮': '齿',
    '⻬': '齐',
    '⻳': '龟',
    '⻦': '鸟',
    '⻜': '飞',
    '⻆': '角',
    '⻨': '麦',
    '⻁': '虎',
    '⺠': '民',
    '⺟': '母',
    '⻤': '鬼',
    '⻣': '骨',
    '⻙': '韦',
    '⻑': '長',
  }),
);

const compatible = /[\u2e80-\u2fd5\uf900-\ufaff\ufb00-\ufb06]/g;
/** Controls, zero-width and direction marks, soft hyphens, byte order marks, private-use fillers of symbol fonts. */
const invisible =
  /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffe\uffff]/g;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function normalise(text: string): string {
  return text
    .replace(/\r\n?|[\u000c\u0085\u2028\u2029]/g, '\n')
    .replace(invisible, '')
    .replace(loneSurrogate, '')
    .replace(compatible, (character) => radicals.get(character) ?? character.normalize('NFKC'))
    .normalize('NFC');
}

/** Text of a block: NFC, no control characters, runs of blanks as one, lines trimmed, no empty lines, trimmed. */
export function cleanText(text: string): string {
  return normalise(text)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

/** The same on one line, for headings and cells. */
export function cleanLine(text: string): string {
  return joinLines(cleanText(text).split('\n'));
}

/** Text of a program or a command: its indentation stays. */
export function cleanCode(text: string): string {
  return normalise(text)
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\s+$/g, '');
}

const wide = '\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef';
const endsWide = new RegExp(`[${wide}“”‘’…—]$`);
const startsWide = new RegExp(`^[${wide}“”‘’…—]`);

/** Whether no space belongs between two pieces of one sentence: between two Chinese or Japanese characters. */
export function touchesWithoutSpace(left: string, right: string): boolean {
  return endsWide.test(left) && startsWide.test(right);
}

/** Lines of one paragraph as one line. */
export function joinLines(lines: readonly string[]): string {
  let text = '';
  for (const line of lines) {
    if (line === '') continue;
    const glue = text === '' || touchesWithoutSpace(text, line) ? '' : ' ';
    text += glue + line;
  }
  return text;
}

/** Columns that a text takes on a screen: Chinese characters count two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += startsWide.test(character) ? 2 : 1;
  return width;
}
