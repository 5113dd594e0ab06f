import type { VersionText } from '@mingda/contracts';
import { Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import { ChunkCard } from './chunk-card.tsx';
import styles from './document.module.css';
import { blocksOf, segmentsOf, type TextRange } from './highlight-range.ts';
import { MarkedText } from './marked-text.tsx';
import { OriginalView } from './original-view.tsx';
import type { ChunkChanges } from './use-chunk-changes.ts';

interface DocumentTextProps {
  readonly content: VersionText;
  readonly collectionId: string;
  readonly mark: TextRange | null;
  /** Null for a version that does not answer any more. */
  readonly changes: ChunkChanges | null;
}

export function DocumentText({ content, collectionId, mark, changes }: DocumentTextProps) {
  const { t } = useLanguage();
  const [view, setView] = useState<'chunks' | 'plain' | 'original'>('chunks');
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
            { value: 'original' as const, label: t.chunks.viewOriginal },
          ]}
        />
      </header>
      {view === 'original' && <OriginalView collectionId={collectionId} version={content.version} text={text} />}
      {view === 'plain' && (
        <div className={styles.plain}>
          <MarkedText segments={segmentsOf(text, { start: 0, end: text.length }, mark)} scroll />
        </div>
      )}
      {view === 'chunks' && (
        <ol className={styles.chunks}>
          {blocks.map((block, index) =>
            block.chunk === null ? (
              <li key={`gap ${block.start}`} className={styles.gap} data-target={index === scrollTo}>
                <div className={styles.chunkText}>
                  <MarkedText segments={segmentsOf(text, block, mark)} scroll={index === scrollTo} />
                </div>
              </li>
            ) : (
              <ChunkCard
                key={block.chunk.id}
                chunk={block.chunk}
                next={content.chunks[block.chunk.ordinal + 1] ?? null}
                text={text}
                mark={mark}
                isTarget={index === scrollTo}
                changes={changes}
              />
            ),
          )}
        </ol>
      )}
    </section>
  );
}
