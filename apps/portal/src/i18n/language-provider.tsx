import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { languages, type Dictionary, type Language } from './dictionary.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

const dictionaries: Readonly<Record<Language, Dictionary>> = { zh, en };
const storageKey = 'mingda.language';

interface LanguageState {
  readonly language: Language;
  readonly t: Dictionary;
  readonly setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<LanguageState | null>(null);

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage);
  useEffect(() => {
    document.documentElement.lang = dictionaries[language].locale;
    localStorage.setItem(storageKey, language);
  }, [language]);
  const state = useMemo(() => ({ language, t: dictionaries[language], setLanguage }), [language]);
  return <LanguageContext value={state}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageState {
  const state = use(LanguageContext);
  if (state === null) throw new Error('useLanguage needs a LanguageProvider above it');
  return state;
}

function initialLanguage(): Language {
  const stored = languages.find((it) => it === localStorage.getItem(storageKey));
  if (stored !== undefined) return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
