import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { detectLanguage, splitSentences } from '@mingda/language';

const documents = join(import.meta.dirname, '..', '..', '..', 'eval', 'sample');

/** Sentences of the sample's documents in one language, without marks of Markdown. */
export async function sampleSentences(lang: 'zh' | 'en'): Promise<string[]> {
  const names = (await readdir(documents, { recursive: true })).filter((it) => /\.(?:md|txt)$/.test(it)).toSorted();
  const texts = await Promise.all(names.map((it) => readFile(join(documents, it), 'utf8')));
  return texts
    .filter((it) => detectLanguage(it) === lang)
    .map((it) => it.replace(/[#*|`>_-]+/g, ' ').replace(/\s+/g, ' '))
    .flatMap((text) => splitSentences(text).map(([start, end]) => text.slice(start, end)));
}

/** As many different ones as fill a page, in an order of their own for each page. */
export function drawn(sentences: readonly string[], random: () => number): string[] {
  const keyed = sentences.map((sentence) => ({ sentence, key: random() }));
  return keyed
    .toSorted((a, b) => a.key - b.key)
    .slice(0, 90)
    .map((it) => it.sentence);
}
