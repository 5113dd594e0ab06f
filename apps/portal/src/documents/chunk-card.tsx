import type { ChunkView } from '@mingda/contracts';
import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown, type MenuProps } from 'antd';
import { useState } from 'react';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { ChunkEditor } from './chunk-editor.tsx';
import styles from './chunks.module.css';
import page from './document.module.css';
import { quietSegments, segmentsOf, type TextRange } from './highlight-range.ts';
import { MarkedText } from './marked-text.tsx';
import type { ChunkChanges } from './use-chunk-changes.ts';

interface ChunkCardProps {
  readonly chunk: ChunkView;
  /** The passage after it, with which it can be merged. */
  readonly next: ChunkView | null;
  /** The whole text of the document. */
  readonly text: string;
  readonly mark: TextRange | null;
  readonly isTarget: boolean;
  /** Null for a version that does not answer any more. */
  readonly changes: ChunkChanges | null;
}

export function ChunkCard({ chunk, next, text, mark, isTarget, changes }: ChunkCardProps) {
  const [isEditing, setEditing] = useState(false);
  return (
    <li className={page.chunk} data-target={isTarget} data-off={chunk.off ?? undefined}>
      <ChunkHeader chunk={chunk} next={next} changes={changes} onEdit={() => setEditing(true)} />
      {isEditing && changes !== null ? (
        <ChunkEditor key={chunk.id} chunk={chunk} onClose={() => setEditing(false)} {...changes} />
      ) : (
        <ChunkText chunk={chunk} text={text} mark={mark} isTarget={isTarget} />
      )}
    </li>
  );
}

function ChunkText({ chunk, text, mark, isTarget }: Omit<ChunkCardProps, 'next' | 'changes'>) {
  const { t } = useLanguage();
  const [showsOriginal, setShowsOriginal] = useState(false);
  const range = { start: chunk.charStart, end: chunk.charEnd };
  if (chunk.verbatim) {
    const segments = segmentsOf(text, range, mark);
    const isPlain = chunk.repeated.ranges.length === 0 || segments.some((it) => it.marked);
    return (
      <div className={page.chunkText}>
        {isPlain ? (
          <MarkedText segments={segments} scroll={isTarget} />
        ) : (
          quietSegments(chunk.text, chunk.repeated.ranges).map((it, index) => (
            <span key={index} className={it.marked ? styles.quiet : undefined}>
              {it.text}
            </span>
          ))
        )}
      </div>
    );
  }
  return (
    <div className={page.chunkText}>
      {chunk.text}
      <p>
        <Button type="link" size="small" className={styles.toggle} onClick={() => setShowsOriginal(!showsOriginal)}>
          {showsOriginal ? t.chunks.hideOriginal : t.chunks.showOriginal}
        </Button>
      </p>
      {(showsOriginal || isTarget) && (
        <blockquote className={styles.original} aria-label={t.chunks.original}>
          <MarkedText segments={segmentsOf(text, range, mark)} scroll={isTarget} />
        </blockquote>
      )}
    </div>
  );
}

interface ChunkHeaderProps {
  readonly chunk: ChunkView;
  readonly next: ChunkView | null;
  readonly changes: ChunkChanges | null;
  readonly onEdit: () => void;
}

function ChunkHeader({ chunk, next, changes, onEdit }: ChunkHeaderProps) {
  const { t } = useLanguage();
  const { edited, off, repeated } = chunk;
  const said = chunk.verbatim ? t.chunks.rearranged : t.chunks.edited;
  return (
    <p className={page.chunkHeader}>
      <strong>{t.document.chunk(chunk.ordinal + 1)}</strong>
      {chunk.headingPath.length > 0 && <span className={page.path}>{chunk.headingPath.join(' › ')}</span>}
      {chunk.pageFrom !== null && <span>{t.common.page(chunk.pageFrom, chunk.pageTo ?? chunk.pageFrom)}</span>}
      <span>{t.document.tokens(chunk.tokens)}</span>
      {edited !== null && <span className={styles.edited}>{said(edited.by, formatMoment(edited.at, t.locale))}</span>}
      {off !== null && <span className={styles.off}>{t.chunks.off[off]}</span>}
      {repeated.ranges.length > 0 && <span className={styles.off}>{t.chunks.repeated(repeated.documents)}</span>}
      {changes !== null && (
        <Dropdown trigger={['click']} menu={menuOf({ chunk, next, changes, onEdit, t })}>
          <Button
            type="text"
            size="small"
            className={styles.menu}
            loading={changes.changing}
            icon={<MoreOutlined aria-hidden />}
            aria-label={`${t.chunks.actions} ${chunk.ordinal + 1}`}
          />
        </Dropdown>
      )}
    </p>
  );
}

type MenuParts = Omit<ChunkHeaderProps, 'changes'> & {
  readonly changes: ChunkChanges;
  readonly t: ReturnType<typeof useLanguage>['t'];
};

function menuOf({ chunk, next, changes, onEdit, t }: MenuParts): MenuProps {
  const { change } = changes;
  const chunkId = chunk.id;
  const isOff = chunk.off !== null;
  return {
    items: [
      { key: 'edit', label: t.chunks.edit, onClick: onEdit },
      {
        key: 'merge',
        label: t.chunks.merge,
        disabled: next === null,
        onClick: () => next !== null && void change({ action: 'merge', chunkIds: [chunkId, next.id] }),
      },
      {
        key: 'switch',
        label: isOff || chunk.repeated.ranges.length > 0 ? t.chunks.switchOn : t.chunks.switchOff,
        onClick: () => void change({ action: 'switch', chunkId, enabled: isOff || chunk.repeated.ranges.length > 0 }),
      },
      {
        key: 'restore',
        label: t.chunks.restore,
        disabled: chunk.edited === null,
        onClick: () => void change({ action: 'restore', chunkId }),
      },
    ],
  };
}
