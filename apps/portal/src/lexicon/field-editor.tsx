import type { DocumentField } from '@mingda/contracts';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Select } from 'antd';
import { setFields } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { fieldsQuery } from './lexicon-queries.ts';
import styles from './lexicon.module.css';

const types = ['text', 'number', 'date', 'boolean'] as const;
const namePattern = /^\p{L}[\p{L}\p{N}_-]{0,39}$/u;

export function FieldEditor({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const fields = useQuery(fieldsQuery(collectionId));
  return (
    <section className={styles.panel} aria-label={t.lexicon.fields}>
      <h2 className={styles.panelTitle}>{t.lexicon.fields}</h2>
      <div className={styles.panelBody}>
        <p className={styles.faint}>{t.lexicon.fieldsText}</p>
        {fields.isPending && <Loading rows={2} />}
        {fields.isError && <Failure error={fields.error} onRetry={() => void fields.refetch()} />}
        {fields.data !== undefined && <Fields collectionId={collectionId} fields={fields.data.items} />}
      </div>
    </section>
  );
}

interface FieldsProps {
  readonly collectionId: string;
  readonly fields: readonly DocumentField[];
}

function Fields({ collectionId, fields }: FieldsProps) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<{ items: DocumentField[] }>();
  const save = useMutation({
    mutationFn: (items: DocumentField[]) => setFields({ collectionId }, { items }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['collections', collectionId] });
      void message.success(t.lexicon.saved);
    },
  });
  const isUnique = (name: string): boolean =>
    form.getFieldsValue().items.filter((it) => (it as DocumentField | undefined)?.name === name).length === 1;
  return (
    <Form form={form} name="fields" initialValues={{ items: fields }} onFinish={({ items }) => save.mutate(items)}>
      <Form.List name="items">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name: at }) => (
              <div key={key} className={styles.fieldRow}>
                <Form.Item
                  name={[at, 'name']}
                  rules={[
                    {
                      validator: (_, name: string | undefined) =>
                        name !== undefined && namePattern.test(name) && isUnique(name)
                          ? Promise.resolve()
                          : Promise.reject(new Error(t.lexicon.fieldNameRule)),
                    },
                  ]}
                >
                  <Input aria-label={t.lexicon.fieldName} placeholder={t.lexicon.fieldName} maxLength={40} />
                </Form.Item>
                <Form.Item name={[at, 'type']}>
                  <Select
                    aria-label={t.lexicon.fieldType}
                    options={types.map((it) => ({ value: it, label: t.lexicon.fieldTypes[it] }))}
                  />
                </Form.Item>
                <Form.Item name={[at, 'label']}>
                  <Input aria-label={t.lexicon.fieldLabel} placeholder={t.lexicon.fieldLabel} maxLength={60} />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined aria-hidden />}
                  aria-label={t.lexicon.removeField(fields[at]?.name ?? String(at + 1))}
                  onClick={() => remove(at)}
                />
              </div>
            ))}
            <div className={styles.toolbar}>
              <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({ name: '', type: 'text', label: '' })}>
                {t.lexicon.addField}
              </Button>
              <Button htmlType="submit" type="primary" loading={save.isPending}>
                {t.lexicon.saveFields}
              </Button>
            </div>
          </>
        )}
      </Form.List>
      {fields.length > 0 && <p className={styles.faint}>{t.lexicon.removeWarning}</p>}
      {save.isError && <Failure error={save.error} />}
    </Form>
  );
}
