import { guessEastAsian } from '../../detection/east-asian-encoding.ts';

/** The characters that Windows-1252 has at 80-9F. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * Old writers put GBK or Big5 bytes into a font that claims to be Latin: 关于 comes out as ¹ØÓÚ. When most of a page is
 * such characters and their bytes make good Chinese, that is what it is.
 * @returns a function that repairs one text of the page
 */
export function repairEncoding(texts: readonly string[]): (text: string) => string {
  const whole = texts.join('\n');
  const high = whole.match(/[\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸŽ]/g)?.length ?? 0;
  const keep = (text: string): string => text;
  if (high < 8 || high < whole.replace(/\s/g, '').length * 0.4) return keep;
  const bytes = bytesOf(whole);
  const encoding = bytes === undefined ? undefined : guessEastAsian(bytes);
  if (encoding === undefined) return keep;
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (text) => {
    const own = bytesOf(text);
    if (own === undefined) return text;
    try {
      return decoder.decode(own);
    } catch {
      return text;
    }
  };
}

function bytesOf(text: string): Buffer | undefined {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const special = windows1252.indexOf(character);
    if (code <= 0xff) bytes.push(code);
    else if (special >= 0) bytes.push(0x80 + special);
    else return undefined;
  }
  return Buffer.from(bytes);
}
