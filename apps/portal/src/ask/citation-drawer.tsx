import type { Citation, PassageView } from '@mingda/contracts';
import { Drawer } from 'antd';
import { Link } from 'react-router';
import { locateQuote, segmentsOf } from '../documents/highlight-range.ts';
import { MarkedText } from '../documents/marked-text.tsx';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './ask.module.css';
import { PagePlace } from './page-place.tsx';

export interface OpenCitation {
  readonly citation: Citation;
  /** The passage that came with the answer; null when only the citation is known. */
  readonly passage: PassageView | null;
}

interface CitationDrawerProps {
  readonly collectionId: string;
  readonly open: OpenCitation | null;
  readonly onClose: () => void;
}

export function CitationDrawer({ collectionId, open, onClose }: CitationDrawerProps) {
  const { t } = useLanguage();
  return (
    <Drawer
      open={open !== null}
      onClose={onClose}
      size={520}
      title={open === null ? null : t.ask.source(open.citation.marker)}
      destroyOnHidden
    >
      {open !== null && <CitedPassage collectionId={collectionId} {...open} />}
    </Drawer>
  );
}

function CitedPassage({ collectionId, citation, passage }: OpenCitation & { readonly collectionId: string }) {
  const { t } = useLanguage();
  const text = passage?.text ?? citation.quote;
  const mark = passage === null ? { start: 0, end: text.length } : locateQuote(passage, citation);
  const address = `/collections/${collectionId}/documents/${citation.documentId}`;
  const range = `version=${citation.versionId}&start=${citation.charStart}&end=${citation.charEnd}`;
  return (
    <article className={styles.cited}>
      <h2>{citation.title || citation.sourceKey}</h2>
      <p className={styles.citedFacts}>
        <span>{citation.sourceKey}</span>
        <span>{t.common.version(citation.versionNumber)}</span>
        {citation.pageFrom !== null && (
          <span>{t.common.page(citation.pageFrom, citation.pageTo ?? citation.pageFrom)}</span>
        )}
      </p>
      {citation.edited !== undefined && (
        <p className={styles.hint}>{t.chunks.edited(citation.edited.by, formatMoment(citation.edited.at, t.locale))}</p>
      )}
      {citation.headingPath.length > 0 && <p className={styles.hint}>{citation.headingPath.join(' › ')}</p>}
      <blockquote className={styles.passage} aria-label={t.ask.quoted}>
        <MarkedText segments={segmentsOf(text, { start: 0, end: text.length }, mark)} scroll />
      </blockquote>
      <PagePlace citation={citation} />
      <Link to={`${address}?${range}`}>{t.ask.openDocument}</Link>
    </article>
  );
}
