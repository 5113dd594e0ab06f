import { DeleteOutlined } from '@ant-design/icons';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Pagination } from 'antd';
import { useState } from 'react';
import { addWords, deleteWord } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { lexiconKey, lexiconPageSize, wordsQuery } from './lexicon-queries.ts';
import styles from './lexicon.module.css';
import { linesOf } from './lines-of.ts';

interface PanelProps {
  readonly collectionId: string;
  readonly search: string;
}

export function WordPanel({ collectionId, search }: PanelProps) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const onError = useFailureMessage();
  const [page, setPage] = useState(1);
  const words = useQuery({ ...wordsQuery(collectionId, { search, page }), placeholderData: keepPreviousData });
  const remove = useMutation({
    mutationFn: (wordId: string) => deleteWord({ collectionId, wordId }),
    onSettled: () => client.invalidateQueries({ queryKey: lexiconKey(collectionId) }),
    onError,
  });
  return (
    <section className={styles.panel} aria-label={t.lexicon.words}>
      <h2 className={styles.panelTitle}>{t.lexicon.words}</h2>
      <div className={styles.panelBody}>
        <p className={styles.faint}>{t.lexicon.wordsText}</p>
        <AddWords collectionId={collectionId} />
        {words.isPending && <Loading rows={2} />}
        {words.isError && <Failure error={words.error} onRetry={() => void words.refetch()} />}
        {words.data?.total === 0 && (
          <p className={styles.faint}>{search === '' ? t.lexicon.noWords : t.lexicon.noMatch}</p>
        )}
        <ul className={styles.chips}>
          {words.data?.items.map(({ id, word }) => (
            <li key={id} className={styles.chip}>
              {word}
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined aria-hidden />}
                aria-label={t.lexicon.deleteWord(word)}
                disabled={remove.isPending}
                onClick={() => remove.mutate(id)}
              />
            </li>
          ))}
        </ul>
        <Pagination
          align="center"
          current={page}
          pageSize={lexiconPageSize}
          total={words.data?.total ?? 0}
          showSizeChanger={false}
          hideOnSinglePage
          onChange={setPage}
        />
      </div>
    </section>
  );
}

function AddWords({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<{ words?: string }>();
  const add = useMutation({
    mutationFn: (words: string[]) => addWords({ collectionId }, { words }),
    onSuccess: ({ added, known }) => {
      form.resetFields();
      void message.success(t.lexicon.wordsAdded(added, known));
    },
    onSettled: () => client.invalidateQueries({ queryKey: lexiconKey(collectionId) }),
    onError: useFailureMessage(),
  });
  return (
    <Form
      form={form}
      name="add-words"
      className={styles.addForm}
      onFinish={({ words }) => {
        const lines = linesOf(words);
        if (lines.length > 0) add.mutate(lines);
      }}
    >
      <Form.Item name="words" noStyle>
        <Input.TextArea rows={2} aria-label={t.lexicon.wordsLabel} placeholder={t.lexicon.wordsLabel} />
      </Form.Item>
      <Button htmlType="submit" loading={add.isPending}>
        {t.lexicon.addWords}
      </Button>
    </Form>
  );
}
