import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { useNavigate } from 'react-router';
import { createCollection } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { collectionsQuery } from './collection-queries.ts';

interface CreateCollectionDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

interface Fields {
  readonly name: string;
  readonly description?: string;
}

export function CreateCollectionDialog({ open, onClose }: CreateCollectionDialogProps) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form] = Form.useForm<Fields>();
  const creation = useMutation({
    mutationFn: (fields: Fields) =>
      createCollection({ name: fields.name.trim(), description: fields.description ?? '' }),
    onSuccess: async (collection) => {
      await client.invalidateQueries({ queryKey: collectionsQuery.queryKey });
      onClose();
      await navigate(`/collections/${collection.id}/documents`);
    },
  });
  return (
    <Modal
      open={open}
      title={t.collections.createTitle}
      okText={t.collections.submit}
      confirmLoading={creation.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      afterClose={() => creation.reset()}
      destroyOnHidden
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        onFinish={(fields) => creation.mutate(fields)}
      >
        <Form.Item
          name="name"
          label={t.collections.nameLabel}
          rules={[
            {
              required: true,
              max: 100,
              pattern: /^[^\p{Cc}/\\]*\S[^\p{Cc}/\\]*$/u,
              message: t.collections.nameRequired,
            },
          ]}
        >
          <Input autoFocus placeholder={t.collections.namePlaceholder} />
        </Form.Item>
        <Form.Item name="description" label={t.collections.descriptionLabel}>
          <Input.TextArea rows={3} maxLength={1000} placeholder={t.collections.descriptionPlaceholder} />
        </Form.Item>
      </Form>
      {creation.isError && <Failure error={creation.error} />}
    </Modal>
  );
}
