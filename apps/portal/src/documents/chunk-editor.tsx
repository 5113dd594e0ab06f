import type { ChunkView } from '@mingda/contracts';
import { Button, Input } from 'antd';
import { useState, type SyntheticEvent } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './chunks.module.css';
import type { ChunkChanges } from './use-chunk-changes.ts';

interface ChunkEditorProps extends ChunkChanges {
  readonly chunk: ChunkView;
  readonly onClose: () => void;
}

/** The text of a passage, to be rewritten or divided where the cursor stands. */
export function ChunkEditor({ chunk, change, changing, onClose }: ChunkEditorProps) {
  const { t } = useLanguage();
  const [text, setText] = useState(chunk.text);
  const [cursor, setCursor] = useState(0);
  const isChanged = text !== chunk.text;
  const canSplit = !isChanged && chunk.text.slice(0, cursor).trim() !== '' && chunk.text.slice(cursor).trim() !== '';
  const noteCursor = (event: SyntheticEvent<HTMLTextAreaElement>) => setCursor(event.currentTarget.selectionStart);
  const closeWhen = (done: Promise<boolean>) => void done.then((isDone) => isDone && onClose());
  return (
    <div className={styles.editor}>
      <Input.TextArea
        aria-label={t.chunks.text(chunk.ordinal + 1)}
        value={text}
        autoSize={{ minRows: 3, maxRows: 20 }}
        onChange={(event) => setText(event.target.value)}
        onSelect={noteCursor}
        onKeyUp={noteCursor}
        onClick={noteCursor}
        autoFocus
      />
      <div className={styles.editorActions}>
        <Button
          type="primary"
          disabled={!isChanged || text.trim() === ''}
          loading={changing && isChanged}
          onClick={() => closeWhen(change({ action: 'rewrite', chunkId: chunk.id, text }))}
        >
          {t.chunks.save}
        </Button>
        <Button
          disabled={!canSplit}
          loading={changing && !isChanged}
          onClick={() => closeWhen(change({ action: 'split', chunkId: chunk.id, at: [cursor] }))}
        >
          {t.chunks.split}
        </Button>
        <Button onClick={onClose}>{t.common.cancel}</Button>
        <span className={styles.faint}>{isChanged ? t.chunks.changedFirst : t.chunks.splitHint}</span>
      </div>
    </div>
  );
}
