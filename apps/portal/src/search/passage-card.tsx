import type { PassageView } from '@mingda/contracts';
import { Tooltip } from 'antd';
import { Link } from 'react-router';
import { MarkedText } from '../documents/marked-text.tsx';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { markWords } from './matched-words.ts';
import styles from './search.module.css';

interface PassageCardProps {
  readonly collectionId: string;
  readonly passage: PassageView;
  readonly rank: number;
  /** The first passage of the result, whose scores set the length of the bars. */
  readonly best: PassageView;
}

export function PassageCard({ collectionId, passage, rank, best }: PassageCardProps) {
  const { t } = useLanguage();
  const range = `version=${passage.versionId}&start=${passage.charStart}&end=${passage.charEnd}`;
  return (
    <li className={styles.card}>
      <header className={styles.cardHeader}>
        <span className={styles.rank}>{rank}</span>
        <div className={styles.cardTitle}>
          <Link to={`/collections/${collectionId}/documents/${passage.documentId}?${range}`}>
            {passage.title || passage.sourceKey}
          </Link>
          <p className={styles.faint}>
            {[
              passage.headingPath.join(' › '),
              passage.pageFrom === null ? '' : t.common.page(passage.pageFrom, passage.pageTo ?? passage.pageFrom),
              t.common.version(passage.versionNumber),
              passage.edited === undefined
                ? ''
                : t.chunks.edited(passage.edited.by, formatMoment(passage.edited.at, t.locale)),
            ]
              .filter((it) => it !== '')
              .join(' · ')}
          </p>
        </div>
        <dl className={styles.scores}>
          <Score label={t.search.score} help={t.search.scoreHelp} value={passage.score} full={best.score} />
          <Score label={t.search.dense} help={t.search.denseHelp} value={passage.denseScore} full={1} />
          <Score
            label={t.search.lexical}
            help={t.search.lexicalHelp}
            value={passage.lexicalScore}
            full={best.lexicalScore}
          />
        </dl>
      </header>
      <p className={styles.text} lang={passage.lang}>
        <MarkedText segments={markWords(passage.text, passage.matchedTerms)} />
      </p>
      {passage.alsoIn.length > 0 && (
        <p className={styles.faint}>
          {t.metadata.alsoIn}{' '}
          {passage.alsoIn.map((it, at) => (
            <span key={it.chunkId}>
              {at > 0 && ', '}
              <Link
                to={`/collections/${collectionId}/documents/${it.documentId}?version=${it.versionId}&start=${it.charStart}&end=${it.charEnd}`}
              >
                {it.title || it.sourceKey}
              </Link>
            </span>
          ))}
        </p>
      )}
      {passage.matchedTerms.length > 0 && (
        <p className={styles.terms}>
          <span className={styles.faint}>{t.search.matched}</span>
          {passage.matchedTerms.map((term) => (
            <code key={term}>
              {term}
              {passage.synonymTerms.includes(term) && <span className={styles.faint}> ({t.metadata.synonym})</span>}
            </code>
          ))}
        </p>
      )}
    </li>
  );
}

interface ScoreProps {
  readonly label: string;
  readonly help: string;
  readonly value: number | null;
  /** The value that fills the bar. */
  readonly full: number;
}

function Score({ label, help, value, full }: ScoreProps) {
  const { t } = useLanguage();
  const share = value === null || full <= 0 ? 0 : Math.max(0, Math.min(1, value / full));
  return (
    <Tooltip title={help}>
      <div className={styles.score}>
        <dt>{label}</dt>
        <dd>{value === null ? t.search.denseOff : value.toFixed(3)}</dd>
        <span className={styles.bar} aria-hidden="true">
          <span style={{ width: `${share * 100}%` }} />
        </span>
      </div>
    </Tooltip>
  );
}
