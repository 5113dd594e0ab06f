import type { LexiconSynonym } from '@mingda/contracts';
import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Pagination } from 'antd';
import { useState } from 'react';
import { deleteSynonym } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { lexiconKey, lexiconPageSize, synonymsQuery } from './lexicon-queries.ts';
import styles from './lexicon.module.css';
import { SynonymEditor } from './synonym-editor.tsx';

interface PanelProps {
  readonly collectionId: string;
  readonly search: string;
}

export function SynonymPanel({ collectionId, search }: PanelProps) {
  const { t } = useLanguage();
  const [page, setPage] = useState(1);
  const [edited, setEdited] = useState<LexiconSynonym | 'new' | null>(null);
  const synonyms = useQuery({ ...synonymsQuery(collectionId, { search, page }), placeholderData: keepPreviousData });
  return (
    <section className={styles.panel} aria-label={t.lexicon.synonyms}>
      <header className={styles.panelTitle}>
        <h2>{t.lexicon.synonyms}</h2>
        <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => setEdited('new')}>
          {t.lexicon.addSynonym}
        </Button>
      </header>
      <div className={styles.panelBody}>
        <p className={styles.faint}>{t.lexicon.synonymsText}</p>
        {synonyms.isPending && <Loading rows={2} />}
        {synonyms.isError && <Failure error={synonyms.error} onRetry={() => void synonyms.refetch()} />}
        {synonyms.data?.total === 0 && (
          <p className={styles.faint}>{search === '' ? t.lexicon.noSynonyms : t.lexicon.noMatch}</p>
        )}
        <ul>
          {synonyms.data?.items.map((it) => (
            <SynonymRow key={it.id} collectionId={collectionId} synonym={it} onEdit={() => setEdited(it)} />
          ))}
        </ul>
        <Pagination
          align="center"
          current={page}
          pageSize={lexiconPageSize}
          total={synonyms.data?.total ?? 0}
          showSizeChanger={false}
          hideOnSinglePage
          onChange={setPage}
        />
      </div>
      {edited !== null && (
        <SynonymEditor
          collectionId={collectionId}
          synonym={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
        />
      )}
    </section>
  );
}

interface RowProps {
  readonly collectionId: string;
  readonly synonym: LexiconSynonym;
  readonly onEdit: () => void;
}

function SynonymRow({ collectionId, synonym, onEdit }: RowProps) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteSynonym({ collectionId, synonymId: synonym.id }),
    onSettled: () => client.invalidateQueries({ queryKey: lexiconKey(collectionId) }),
    onError: useFailureMessage(),
  });
  const words = synonym.words.join(', ');
  return (
    <li className={styles.row}>
      <span className={styles.rowMain}>
        {synonym.means.length === 0 ? synonym.words.join(' = ') : `${words} → ${synonym.means.join(', ')}`}
      </span>
      <Button type="text" icon={<EditOutlined aria-hidden />} aria-label={t.lexicon.editRow(words)} onClick={onEdit} />
      <Button
        type="text"
        icon={<DeleteOutlined aria-hidden />}
        aria-label={t.lexicon.deleteSynonym(words)}
        loading={remove.isPending}
        onClick={() => remove.mutate()}
      />
    </li>
  );
}
