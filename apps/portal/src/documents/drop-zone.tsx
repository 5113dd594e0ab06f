import { CloudUploadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useRef, useState, type DragEvent } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './drop-zone.module.css';
import { filesOfDrop, filesOfInput, type ChosenFile } from './dropped-files.ts';

interface DropZoneProps {
  readonly onFiles: (files: readonly ChosenFile[]) => void;
}

/** React's types lack the attribute that turns a file input into a folder input. */
const folderInput = { webkitdirectory: '' };

export function DropZone({ onFiles }: DropZoneProps) {
  const { t } = useLanguage();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles(await filesOfDrop(event.dataTransfer));
  };
  const choose = (input: HTMLInputElement) => {
    onFiles(filesOfInput(input.files));
    // The same file can then be chosen again, which makes a new version when it has changed.
    input.value = '';
  };

  return (
    <div
      className={styles.dropZone}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => void drop(event)}
    >
      <CloudUploadOutlined className={styles.dropIcon} aria-hidden="true" />
      <div className={styles.dropText}>
        <h2>{over ? t.documents.dropNow : t.documents.dropTitle}</h2>
        <p>{t.documents.dropHint}</p>
      </div>
      <div className={styles.dropActions}>
        <Button type="primary" onClick={() => files.current?.click()}>
          {t.documents.chooseFiles}
        </Button>
        <Button onClick={() => folder.current?.click()}>{t.documents.chooseFolder}</Button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={t.documents.chooseFiles}
        onChange={(event) => choose(event.currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        {...folderInput}
        hidden
        aria-label={t.documents.chooseFolder}
        onChange={(event) => choose(event.currentTarget)}
      />
    </div>
  );
}
