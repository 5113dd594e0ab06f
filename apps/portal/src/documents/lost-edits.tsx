import type { ChunkView, LostEdit } from '@mingda/contracts';
import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './chunks.module.css';
import { chunkEditsQuery, type ChunkChanges, type DocumentAddress } from './use-chunk-changes.ts';

interface LostEditsProps {
  readonly address: DocumentAddress;
  readonly chunks: readonly ChunkView[];
  readonly changes: ChunkChanges;
}

/** Changes whose text is not in the document any more: nothing that a person wrote is dropped silently. */
export function LostEdits({ address, chunks, changes }: LostEditsProps) {
  const { t } = useLanguage();
  const edits = useQuery(chunkEditsQuery(address));
  const lost = edits.data?.lost ?? [];
  if (lost.length === 0) return null;
  return (
    <section className={styles.lost} aria-label={t.chunks.lost(lost.length)}>
      <h2>{t.chunks.lost(lost.length)}</h2>
      <p>{t.chunks.lostHint}</p>
      <ul>
        {lost.map((edit) => (
          <LostEditRow key={edit.id} edit={edit} chunks={chunks} changes={changes} />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly edit: LostEdit;
  readonly chunks: readonly ChunkView[];
  readonly changes: ChunkChanges;
}

function LostEditRow({ edit, chunks, changes }: RowProps) {
  const { t } = useLanguage();
  const [target, setTarget] = useState<string | undefined>();
  const { change, changing } = changes;
  return (
    <li className={styles.lostEdit}>
      <p className={styles.faint}>
        {[edit.headingPath.join(' › '), t.chunks.edited(edit.by, formatMoment(edit.at, t.locale))]
          .filter((it) => it !== '')
          .join(' · ')}
      </p>
      <h3>{t.chunks.lostWas}</h3>
      <blockquote className={styles.original}>{edit.original}</blockquote>
      <h3>{t.chunks.lostIs}</h3>
      {edit.pieces.map((piece, index) => (
        <blockquote key={index} className={styles.original}>
          {piece.text}
          {!piece.enabled && <p className={styles.off}>{t.chunks.lostOff}</p>}
        </blockquote>
      ))}
      <div className={styles.editorActions}>
        <Select
          aria-label={t.chunks.target}
          placeholder={t.chunks.target}
          value={target}
          onChange={setTarget}
          className={styles.target}
          options={chunks.map((it) => ({
            value: it.id,
            label: `${t.document.chunk(it.ordinal + 1)}: ${it.text.slice(0, 60)}`,
          }))}
        />
        <Button
          disabled={target === undefined}
          loading={changing}
          onClick={() => target !== undefined && void change({ action: 'reapply', editId: edit.id, chunkId: target })}
        >
          {t.chunks.apply}
        </Button>
        <Button danger loading={changing} onClick={() => void change({ action: 'dismiss', editId: edit.id })}>
          {t.chunks.dismiss}
        </Button>
      </div>
    </li>
  );
}
