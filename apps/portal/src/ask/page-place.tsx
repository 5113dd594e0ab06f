import type { Citation } from '@mingda/contracts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './ask.module.css';

/** Height of a sketched page for a width of 100; pages are shown alike, whatever their paper. */
const height = 141;

/** Where on its page a quote stands: the page in outline, with the cited paragraphs and rows on it. */
export function PagePlace({ citation }: { readonly citation: Citation }) {
  const { t } = useLanguage();
  const pages = Map.groupBy(citation.boxes ?? [], (it) => it.page);
  if (pages.size === 0) return null;
  return (
    <div className={styles.pagePlaces}>
      {[...pages].map(([page, boxes]) => (
        <svg key={page} viewBox={`0 0 100 ${height}`} role="img" aria-label={t.ask.placeOnPage(page)}>
          <rect className={styles.pageSheet} x="0.5" y="0.5" width="99" height={height - 1} />
          {boxes.map(({ box: [left, top, right, bottom] }) => (
            <rect
              key={`${left} ${top} ${right} ${bottom}`}
              className={styles.pageMark}
              x={left * 100}
              y={top * height}
              width={Math.max(2, (right - left) * 100)}
              height={Math.max(2, (bottom - top) * height)}
            />
          ))}
        </svg>
      ))}
    </div>
  );
}
