import { splitSentences, type Language } from '@mingda/language';
import { readGoldSet } from '../gold-set/gold-set.reader.ts';
import type { SourceSentence } from './fit-baseline.ts';

/** Lengths in characters of the sentences taken: about those of answers. */
const lengths: Readonly<Record<Language, readonly [shortest: number, longest: number]>> = {
  zh: [8, 80],
  en: [30, 240],
};

/** Sentences of answer length from the corpora of gold sets; a sentence that occurs twice is taken once. */
export async function readBaselineTexts(
  folders: readonly string[],
  language: Language,
): Promise<readonly SourceSentence[]> {
  const [shortest, longest] = lengths[language];
  const sentences = new Map<string, SourceSentence>();
  for (const folder of folders) {
    const { name, documents } = await readGoldSet(folder);
    for (const { id, text, lang } of documents) {
      if (lang !== language) continue;
      for (const [start, end] of splitSentences(text)) {
        const sentence = text.slice(start, end).replace(/\s+/gu, ' ').trim();
        if (sentence.length < shortest || sentence.length > longest || sentences.has(sentence)) continue;
        sentences.set(sentence, { document: `${name}/${id}`, text: sentence });
      }
    }
  }
  return [...sentences.values()];
}
