import type { FaqContent, FaqEntry, FaqRevision } from '@mingda/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { changeFaq, createFaq, listDocuments, setFaqState } from '../api/client.generated.ts';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { faqDetailQuery, faqKey } from './faq-queries.ts';
import styles from './faq.module.css';

interface FaqEditorProps {
  readonly collectionId: string;
  /** `new` for an entry that does not exist yet. */
  readonly entryId: string;
  readonly onClose: () => void;
}

interface Fields {
  readonly question: string;
  readonly phrasings?: string;
  readonly answer: string;
  readonly owner?: string;
  readonly validUntil?: string;
  readonly documents?: string[];
}

export function FaqEditor({ collectionId, entryId, onClose }: FaqEditorProps) {
  const isNew = entryId === 'new';
  const detail = useQuery({ ...faqDetailQuery(collectionId, entryId), enabled: !isNew });
  const { t } = useLanguage();
  if (isNew) return <Editor collectionId={collectionId} entry={null} revisions={[]} onClose={onClose} />;
  if (detail.data !== undefined) {
    const { entry, revisions } = detail.data;
    // A new revision, by whoever, starts the form anew.
    return <Editor key={entry.revision} {...{ collectionId, entry, revisions, onClose }} />;
  }
  return (
    <Modal open title={t.faq.editTitle} footer={null} onCancel={onClose}>
      {detail.isError ? <Failure error={detail.error} onRetry={() => void detail.refetch()} /> : <Loading />}
    </Modal>
  );
}

interface EditorProps {
  readonly collectionId: string;
  readonly entry: FaqEntry | null;
  readonly revisions: readonly FaqRevision[];
  readonly onClose: () => void;
}

function Editor({ collectionId, entry, revisions, onClose }: EditorProps) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const documents = useQuery({
    queryKey: ['collections', collectionId, 'documents', 'names'],
    queryFn: ({ signal }) => listDocuments({ collectionId }, { limit: 200 }, { signal }),
  });
  const save = useMutation({
    mutationFn: async ({ fields, approve }: { fields: Fields; approve: boolean }) => {
      const content = contentOf(fields, entry);
      const saved =
        entry === null
          ? await createFaq({ collectionId }, content)
          : await changeFaq({ entryId: entry.id }, { ...content, revision: entry.revision });
      return approve ? setFaqState({ entryId: saved.id }, { state: 'approved' }) : saved;
    },
    onSuccess: (saved) => {
      message.success(saved.state === 'approved' ? t.faq.approvedNow : t.faq.saved);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: faqKey(collectionId) }),
  });
  const submit = (approve: boolean) =>
    void form.validateFields().then(
      (fields) => save.mutate({ fields, approve }),
      () => undefined,
    );
  return (
    <Modal
      open
      width={720}
      title={t.faq.editTitle}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button loading={save.isPending} onClick={() => submit(false)}>
            {t.faq.save}
          </Button>
          <Button type="primary" loading={save.isPending} onClick={() => submit(true)}>
            {t.faq.approve}
          </Button>
        </>
      }
    >
      <Form form={form} layout="vertical" requiredMark={false} initialValues={fieldsOf(entry)}>
        <Form.Item
          name="question"
          label={t.faq.question}
          rules={[{ required: true, whitespace: true, max: 1000, message: t.faq.questionRequired }]}
        >
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} autoFocus />
        </Form.Item>
        <Form.Item name="phrasings" label={t.faq.phrasings} extra={t.faq.phrasingsHint}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} />
        </Form.Item>
        <Form.Item
          name="answer"
          label={t.faq.answer}
          extra={t.faq.answerHint}
          rules={[{ required: true, whitespace: true, max: 10_000, message: t.faq.answerRequired }]}
        >
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} />
        </Form.Item>
        <Form.Item name="documents" label={t.faq.documents}>
          <Select
            mode="multiple"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={documents.data?.items.map((it) => ({ value: it.id, label: it.title || it.sourceKey }))}
          />
        </Form.Item>
        <div className={styles.pair}>
          <Form.Item name="owner" label={t.faq.owner}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="validUntil" label={t.faq.validUntil}>
            <Input type="date" />
          </Form.Item>
        </div>
      </Form>
      {save.isError && <Failure error={save.error} />}
      {revisions.length > 0 && (
        <details className={styles.history}>
          <summary>{t.faq.history}</summary>
          <ol>
            {revisions.map((it) => (
              <li key={it.revision}>
                <strong>{t.faq.revision(it.revision, it.changedBy, formatMoment(it.changedAt, t.locale))}</strong>{' '}
                <span className={styles.state} data-state={it.state}>
                  {t.faq.states[it.state]}
                </span>
                <p className={styles.excerpt}>{it.content.answer}</p>
              </li>
            ))}
          </ol>
        </details>
      )}
    </Modal>
  );
}

function fieldsOf(entry: FaqEntry | null): Partial<Fields> {
  if (entry === null) return {};
  const { question, phrasings, answer, owner, validUntil, citations } = entry;
  return {
    question,
    phrasings: phrasings.join('\n'),
    answer,
    owner,
    ...(validUntil === null ? {} : { validUntil: validUntil.slice(0, 10) }),
    documents: [...new Set(citations.map((it) => it.documentId))],
  };
}

/** Quotes of documents that stay chosen are kept; a day means until its end. */
function contentOf(fields: Fields, entry: FaqEntry | null): FaqContent {
  const { question, phrasings = '', answer, owner = '', validUntil, documents = [] } = fields;
  const known = entry?.citations ?? [];
  return {
    question,
    phrasings: phrasings
      .split('\n')
      .map((it) => it.trim())
      .filter((it) => it !== ''),
    answer,
    owner,
    validUntil: validUntil === undefined || validUntil === '' ? null : `${validUntil}T23:59:59.000Z`,
    citations: documents.flatMap((documentId) => {
      const quoted = known.filter((it) => it.documentId === documentId);
      return quoted.length > 0 ? quoted : [{ documentId }];
    }),
  };
}
