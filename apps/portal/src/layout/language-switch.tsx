import { languages, type Language } from '../i18n/dictionary.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './layout.module.css';

const labels: Readonly<Record<Language, string>> = { zh: '中文', en: 'EN' };
const names: Readonly<Record<Language, string>> = { zh: '中文', en: 'English' };

export function LanguageSwitch() {
  const { t, language, setLanguage } = useLanguage();
  return (
    <div className={styles.languages} role="group" aria-label={t.common.language}>
      {languages.map((it) => (
        <button
          key={it}
          type="button"
          lang={it}
          aria-label={names[it]}
          aria-pressed={it === language}
          onClick={() => setLanguage(it)}
        >
          {labels[it]}
        </button>
      ))}
    </div>
  );
}
