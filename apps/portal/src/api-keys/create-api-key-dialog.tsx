import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { createApiKey } from '../api/client.generated.ts';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { apiKeysQuery } from './api-key-queries.ts';
import { NewSecret } from './new-secret.tsx';

interface CreateApiKeyDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

interface Fields {
  readonly name: string;
  readonly collectionIds?: string[];
}

export function CreateApiKeyDialog({ open, onClose }: CreateApiKeyDialogProps) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const collections = useQuery({ ...collectionsQuery, enabled: open });
  const [form] = Form.useForm<Fields>();
  const creation = useMutation({
    mutationFn: ({ name, collectionIds }: Fields) =>
      createApiKey({ name: name.trim(), ...(collectionIds?.length ? { collectionIds } : {}) }),
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  });
  const created = creation.data;
  const items = collections.data?.items ?? [];
  return (
    <Modal
      open={open}
      width={600}
      title={created === undefined ? t.apiKeys.createTitle : t.apiKeys.secretTitle}
      onCancel={onClose}
      // The secret cannot be shown again, so a click beside the dialog must not lose it.
      mask={{ closable: created === undefined }}
      afterClose={() => creation.reset()}
      destroyOnHidden
      footer={
        created === undefined ? (
          <>
            <Button onClick={onClose}>{t.common.cancel}</Button>
            <Button type="primary" loading={creation.isPending} onClick={() => form.submit()}>
              {t.apiKeys.submit}
            </Button>
          </>
        ) : (
          <Button type="primary" onClick={onClose}>
            {t.apiKeys.done}
          </Button>
        )
      }
    >
      {created === undefined ? (
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          preserve={false}
          onFinish={(fields) => creation.mutate(fields)}
        >
          <Form.Item
            name="name"
            label={t.apiKeys.nameLabel}
            rules={[{ required: true, whitespace: true, max: 100, message: t.apiKeys.nameRequired }]}
          >
            <Input autoFocus placeholder={t.apiKeys.namePlaceholder} />
          </Form.Item>
          <Form.Item name="collectionIds" label={t.apiKeys.scopeLabel}>
            <Select
              mode="multiple"
              allowClear
              placeholder={t.apiKeys.scopeAll}
              options={items.map((it) => ({ value: it.id, label: it.name }))}
            />
          </Form.Item>
        </Form>
      ) : (
        <NewSecret apiKey={created} collectionId={created.collectionIds?.[0] ?? items[0]?.id} />
      )}
      {creation.isError && <Failure error={creation.error} />}
    </Modal>
  );
}
