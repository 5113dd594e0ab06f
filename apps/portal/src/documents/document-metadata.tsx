import type { DocumentField, DocumentMetadata } from '@mingda/contracts';
import { EditOutlined } from '@ant-design/icons';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Modal, Tag } from 'antd';
import { useState } from 'react';
import { getMetadata, setMetadata } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { fieldsQuery } from '../lexicon/lexicon-queries.ts';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import styles from './document.module.css';
import { fieldsOf, formOf, MetadataFields, type MetadataForm } from './metadata-fields.tsx';

interface Address {
  readonly collectionId: string;
  readonly documentId: string;
}

const metadataQuery = (address: Address) =>
  queryOptions({
    queryKey: ['collections', address.collectionId, 'metadata', address.documentId],
    queryFn: ({ signal }) => getMetadata(address, { signal }),
  });

/** Tags, fields and dates of a document, with a form to change them. */
export function DocumentMetadataBox(address: Address) {
  const { t } = useLanguage();
  const [editing, setEditing] = useState(false);
  const metadata = useQuery(metadataQuery(address));
  const fields = useQuery(fieldsQuery(address.collectionId));
  const failed = metadata.isError ? metadata : fields.isError ? fields : null;
  return (
    <section className={styles.box} aria-label={t.metadata.title}>
      <h2>{t.metadata.title}</h2>
      {failed !== null && <Failure error={failed.error} onRetry={() => void failed.refetch()} />}
      {(metadata.isPending || fields.isPending) && failed === null && <Loading rows={2} />}
      {metadata.data !== undefined && fields.data !== undefined && (
        <>
          <Shown metadata={metadata.data} fields={fields.data.items} />
          <Button size="small" icon={<EditOutlined aria-hidden />} onClick={() => setEditing(true)}>
            {t.metadata.edit}
          </Button>
          {editing && (
            <Editor
              address={address}
              metadata={metadata.data}
              fields={fields.data.items}
              onClose={() => setEditing(false)}
            />
          )}
        </>
      )}
    </section>
  );
}

interface ShownProps {
  readonly metadata: DocumentMetadata;
  readonly fields: readonly DocumentField[];
}

function Shown({ metadata, fields }: ShownProps) {
  const { t } = useLanguage();
  const set = fields.filter((it) => metadata.fields[it.name] !== undefined);
  if (metadata.tags.length + set.length === 0 && metadata.documentDate === null) {
    return <p className={styles.faint}>{t.metadata.none}</p>;
  }
  const shown = ({ name, type }: DocumentField): string => {
    const value = metadata.fields[name];
    if (type === 'date') return String(value).slice(0, 10);
    return typeof value === 'boolean' ? (value ? t.filter.yes : t.filter.no) : String(value);
  };
  return (
    <>
      <p>
        {metadata.tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </p>
      <dl className={styles.properties}>
        {metadata.documentDate !== null && (
          <>
            <dt>{t.metadata.documentDate}</dt>
            <dd>{metadata.documentDate.slice(0, 10)}</dd>
          </>
        )}
        {set.map((field) => (
          <Property key={field.name} label={field.label || field.name} value={shown(field)} />
        ))}
      </dl>
    </>
  );
}

function Property({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}

interface EditorProps extends ShownProps {
  readonly address: Address;
  readonly onClose: () => void;
}

function Editor({ address, metadata, fields, onClose }: EditorProps) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<MetadataForm>();
  const save = useMutation({
    mutationFn: (input: MetadataForm) =>
      setMetadata(address, {
        tags: input.tags ?? [],
        fields: fieldsOf(input, fields),
        documentDate: input.documentDate === undefined || input.documentDate === '' ? null : input.documentDate,
        modifiedAt: metadata.modifiedAt,
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['collections', address.collectionId] });
      void message.success(t.metadata.saved);
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t.metadata.title}
      okText={t.metadata.save}
      cancelText={t.common.cancel}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        name="metadata"
        layout="vertical"
        initialValues={formOf(metadata)}
        onFinish={(input) => save.mutate(input)}
      >
        <MetadataFields collectionId={address.collectionId} fields={fields} tagsLabel={t.metadata.tags} />
      </Form>
      {save.isError && <Failure error={save.error} />}
    </Modal>
  );
}
