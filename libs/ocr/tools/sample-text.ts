import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { detectLanguage } from '@mingda/language';

const documents = join(import.meta.dirname, '..', '..', '..', 'eval', 'sample');

/** Running text of the sample's documents in one language, without marks of Markdown. */
export async function sampleText(lang: 'zh' | 'en'): Promise<string> {
  const names = (await readdir(documents, { recursive: true })).filter((it) => /\.(?:md|txt)$/.test(it)).toSorted();
  const texts = await Promise.all(names.map((it) => readFile(join(documents, it), 'utf8')));
  return texts
    .filter((it) => detectLanguage(it) === lang)
    .map((it) => it.replace(/[#*|`>_-]+/g, ' ').replace(/\s+/g, ' '))
    .join(' ');
}

/** 1 - edit distance / length of the truth (Levenshtein), over characters with runs of white space as one space. */
export function characterAccuracy(truth: string, read: string): number {
  const [a, b] = [tidy(truth), tidy(read)];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = previous[column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, previous[column] + 1, current[column - 1] + 1));
    }
    previous = current;
  }
  return 1 - previous[b.length] / a.length;
}

/** Full and half width count as the same character; spaces beside Chinese characters carry nothing. */
function tidy(text: string): string[] {
  const plain = text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  return [...plain.replace(/(?<=[\p{Script=Han}，。、；：？！（）]) | (?=[\p{Script=Han}，。、；：？！（）])/gu, '')];
}
