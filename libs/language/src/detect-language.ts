export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];

const han = /\p{Script=Han}/gu;
const latinWord = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}][\p{L}\p{M}'’-]*/gu;

/**
 * The language whose model and segmentation suit a text. A Han character carries about as much as two thirds of a
 * Latin word; a Chinese question that names three English products is still Chinese.
 */
export function detectLanguage(text: string): Language {
  const sample = text.length > 4000 ? text.slice(0, 4000) : text;
  const hanCount = sample.match(han)?.length ?? 0;
  if (hanCount === 0) return 'en';
  const wordCount = sample.match(latinWord)?.length ?? 0;
  return hanCount * 1.5 >= wordCount ? 'zh' : 'en';
}
