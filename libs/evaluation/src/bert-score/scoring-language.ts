import { detectLanguage, type Language } from '@mingda/language';

/** The language whose model compares an answer with these references. */
export function scoringLanguage(references: readonly string[]): Language {
  return detectLanguage(references.join('\n'));
}
