import { useQuery } from '@tanstack/react-query';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './chunks.module.css';
import page from './document.module.css';
import { chunkEditsQuery, type DocumentAddress } from './use-chunk-changes.ts';

/** Who changed which passage, newest first. */
export function EditHistory({ address }: { readonly address: DocumentAddress }) {
  const { t } = useLanguage();
  const edits = useQuery(chunkEditsQuery(address));
  const history = edits.data?.history ?? [];
  const steps: Readonly<Record<string, string | undefined>> = t.chunks.steps;
  return (
    <section className={page.box}>
      <h2>{t.chunks.history}</h2>
      {history.length === 0 && <p className={styles.faint}>{t.chunks.noHistory}</p>}
      <ul className={styles.history}>
        {history.map((it) => (
          <li key={`${it.at} ${it.action}`}>
            <details>
              <summary>
                {steps[it.action] ?? it.action}{' '}
                <span className={styles.faint}>
                  {it.by}, {formatMoment(it.at, t.locale)}
                </span>
              </summary>
              <Texts label={t.chunks.before} texts={it.before} />
              <Texts label={t.chunks.after} texts={it.after} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Texts({ label, texts }: { readonly label: string; readonly texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <>
      <p className={styles.faint}>{label}</p>
      {texts.map((text, index) => (
        <blockquote key={index} className={styles.original}>
          {text}
        </blockquote>
      ))}
    </>
  );
}
