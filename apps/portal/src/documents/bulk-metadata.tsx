import { TagsOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Modal, Select } from 'antd';
import { useState } from 'react';
import { changeMetadata, listDocuments } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { fieldsQuery } from '../lexicon/lexicon-queries.ts';
import { Failure } from '../states/failure.tsx';
import { fieldsOf, MetadataFields, type MetadataForm } from './metadata-fields.tsx';

interface BulkForm extends MetadataForm {
  readonly documentIds: string[];
  readonly removeTags?: string[];
}

/** Changes tags, date and fields of many documents at once. */
export function BulkMetadata({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<TagsOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t.metadata.bulk}
      </Button>
      {open && <BulkDialog collectionId={collectionId} onClose={() => setOpen(false)} />}
    </>
  );
}

function BulkDialog({ collectionId, onClose }: { readonly collectionId: string; readonly onClose: () => void }) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<BulkForm>();
  const [search, setSearch] = useState('');
  const fields = useQuery(fieldsQuery(collectionId)).data?.items ?? [];
  const documents = useQuery({
    queryKey: ['collections', collectionId, 'documents', 'names', search],
    queryFn: ({ signal }) =>
      listDocuments({ collectionId }, { limit: 200, ...(search === '' ? {} : { search }) }, { signal }),
    placeholderData: (before) => before,
  });
  const save = useMutation({
    mutationFn: ({ documentIds, tags = [], removeTags = [], documentDate, ...rest }: BulkForm) =>
      changeMetadata(
        { collectionId },
        {
          documentIds,
          addTags: tags,
          removeTags,
          fields: fieldsOf(rest, fields),
          ...(documentDate === undefined || documentDate === '' ? {} : { documentDate }),
        },
      ),
    onSuccess: async ({ changed }) => {
      await client.invalidateQueries({ queryKey: ['collections', collectionId] });
      void message.success(t.metadata.changed(changed));
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t.metadata.bulk}
      okText={t.metadata.save}
      cancelText={t.common.cancel}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>{t.metadata.bulkText}</p>
      <Form form={form} name="bulk-metadata" layout="vertical" onFinish={(input) => save.mutate(input)}>
        <Form.Item
          name="documentIds"
          label={t.metadata.documents}
          rules={[{ required: true, message: t.metadata.documentsRequired }]}
        >
          <Select
            mode="multiple"
            maxCount={1000}
            maxTagCount={10}
            loading={documents.isFetching}
            showSearch={{ filterOption: false, onSearch: setSearch }}
            options={documents.data?.items.map((it) => ({ value: it.id, label: it.title || it.sourceKey })) ?? []}
          />
        </Form.Item>
        <MetadataFields collectionId={collectionId} fields={fields} tagsLabel={t.metadata.addTags} />
        <Form.Item name="removeTags" label={t.metadata.removeTags}>
          <Select mode="tags" placeholder={t.metadata.tagsHint} open={false} />
        </Form.Item>
      </Form>
      {save.isError && <Failure error={save.error} />}
    </Modal>
  );
}
