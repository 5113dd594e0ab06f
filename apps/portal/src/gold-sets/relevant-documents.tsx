import type { GoldEvidence, PassageView } from '@mingda/contracts';
import { CloseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { search } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import styles from './gold-sets.module.css';

export interface RelevantChoice {
  readonly relevant: string[];
  readonly evidence: GoldEvidence[];
}

interface RelevantDocumentsProps {
  readonly collectionId: string | null;
  /** Given by the form. */
  readonly value?: RelevantChoice;
  readonly onChange?: (value: RelevantChoice) => void;
}

const longestQuote = 4000;
const passagesShown = 6;

/** The documents that answer: source keys, found by searching the collection, with the passage as evidence. */
export function RelevantDocuments({ collectionId, value, onChange }: RelevantDocumentsProps) {
  const { t } = useLanguage();
  const { relevant, evidence } = value ?? { relevant: [], evidence: [] };
  const setKeys = (keys: string[]) =>
    onChange?.({ relevant: keys, evidence: evidence.filter((it) => keys.includes(it.sourceKey)) });
  const choose = ({ documentId, versionId, sourceKey, text }: PassageView) => {
    const quote = text.slice(0, longestQuote);
    const others = evidence.filter((it) => it.sourceKey !== sourceKey || it.quote !== quote);
    onChange?.({
      relevant: [...new Set([...relevant, sourceKey])],
      evidence: [...others, { documentId, versionId, sourceKey, quote }],
    });
  };
  return (
    <div className={styles.picker}>
      <Select
        mode="tags"
        aria-label={t.goldSets.item.sourceKeys}
        placeholder={t.goldSets.item.sourceKeys}
        open={false}
        suffixIcon={null}
        value={relevant}
        onChange={setKeys}
      />
      {evidence.map((it) => (
        <blockquote key={`${it.versionId} ${it.quote}`} className={styles.quote}>
          <p>{it.quote}</p>
          <footer>
            <code>{it.sourceKey}</code>
            <Button
              type="text"
              size="small"
              icon={<CloseOutlined aria-hidden />}
              aria-label={t.goldSets.item.remove(it.sourceKey)}
              onClick={() => onChange?.({ relevant, evidence: evidence.filter((other) => other !== it) })}
            />
          </footer>
        </blockquote>
      ))}
      {collectionId === null ? (
        <p className={styles.faint}>{t.goldSets.item.noCollection}</p>
      ) : (
        <PassageSearch
          collectionId={collectionId}
          isChosen={(passage) => evidence.some((it) => it.quote === passage.text.slice(0, longestQuote))}
          onChoose={choose}
        />
      )}
    </div>
  );
}

interface PassageSearchProps {
  readonly collectionId: string;
  readonly isChosen: (passage: PassageView) => boolean;
  readonly onChoose: (passage: PassageView) => void;
}

function PassageSearch({ collectionId, isChosen, onChoose }: PassageSearchProps) {
  const { t } = useLanguage();
  const [query, setQuery] = useState('');
  const found = useQuery({
    queryKey: ['gold-passages', collectionId, query],
    queryFn: ({ signal }) => search({ collectionId }, { query, limit: passagesShown }, { signal }),
    enabled: query !== '',
  });
  const passages = found.data?.passages ?? [];
  return (
    <>
      <Input.Search
        aria-label={t.goldSets.item.searchDocuments}
        placeholder={t.goldSets.item.searchDocuments}
        allowClear
        onSearch={(text) => setQuery(text.trim())}
      />
      {found.isLoading && <Loading rows={3} />}
      {found.isError && <Failure error={found.error} />}
      {found.isSuccess && passages.length === 0 && <p className={styles.faint}>{t.goldSets.item.nothingFound}</p>}
      <ul className={styles.passages}>
        {passages.map((passage) => (
          <li key={passage.chunkId}>
            <div>
              <strong>{passage.title}</strong> <code>{passage.sourceKey}</code>
              <p>{passage.text}</p>
            </div>
            <Button size="small" disabled={isChosen(passage)} onClick={() => onChoose(passage)}>
              {isChosen(passage) ? t.goldSets.item.chosen : t.goldSets.item.choose}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
