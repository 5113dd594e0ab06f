import type { ChunkView, VersionText } from '@mingda/contracts';
import { Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './document.module.css';
import { blocksOf, segmentsOf, type TextRange } from './highlight-range.ts';
import { MarkedText } from './marked-text.tsx';

interface DocumentTextProps {
  readonly content: VersionText;
  readonly mark: TextRange | null;
}

export function DocumentText({ content, mark }: DocumentTextProps) {
  const { t } = useLanguage();
  const [view, setView] = useState<'chunks' | 'plain'>('chunks');
  const { text } = content;
  const blocks = useMemo(() => blocksOf(text, content.chunks), [text, content.chunks]);
  // Chunks may overlap, so the mark can be in two of them; the first is the one to scroll to.
  const scrollTo = mark === null ? -1 : blocks.findIndex((it) => it.start < mark.end && it.end > mark.start);
  return (
    <section className={styles.text} aria-label={t.document.textTitle}>
      <header className={styles.textHeader}>
        <h2>{t.document.textTitle}</h2>
        {mark !== null && <p role="status">{t.document.highlighted}</p>}
        <Segmented
          aria-label={t.document.viewLabel}
          value={view}
          onChange={setView}
          options={[
            { value: 'chunks' as const, label: t.document.viewChunks },
            { value: 'plain' as const, label: t.document.viewPlain },
          ]}
        />
      </header>
      {view === 'plain' ? (
        <div className={styles.plain}>
          <MarkedText segments={segmentsOf(text, { start: 0, end: text.length }, mark)} scroll />
        </div>
      ) : (
        <ol className={styles.chunks}>
          {blocks.map((block, index) => (
            <li
              key={block.start}
              className={block.chunk === null ? styles.gap : styles.chunk}
              data-target={index === scrollTo}
            >
              {block.chunk !== null && <ChunkHeader chunk={block.chunk} />}
              <div className={styles.chunkText}>
                <MarkedText segments={segmentsOf(text, block, mark)} scroll={index === scrollTo} />
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function ChunkHeader({ chunk }: { readonly chunk: ChunkView }) {
  const { t } = useLanguage();
  return (
    <p className={styles.chunkHeader}>
      <strong>{t.document.chunk(chunk.ordinal + 1)}</strong>
      {chunk.headingPath.length > 0 && <span className={styles.path}>{chunk.headingPath.join(' › ')}</span>}
      {chunk.pageFrom !== null && <span>{t.common.page(chunk.pageFrom, chunk.pageTo ?? chunk.pageFrom)}</span>}
      <span>{t.document.tokens(chunk.tokens)}</span>
    </p>
  );
}
