import type { GoldSetDetail } from '@mingda/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { useNavigate } from 'react-router';
import { changeGoldSet, createGoldSet } from '../api/client.generated.ts';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { goldSetsKey } from './gold-set-queries.ts';

interface GoldSetDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** The set whose settings are changed; a new one is made when absent. */
  readonly set?: GoldSetDetail;
}

interface Fields {
  readonly title: string;
  readonly name?: string;
  readonly description?: string;
  readonly collectionId?: string;
}

export function GoldSetDialog({ open, onClose, set }: GoldSetDialogProps) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const collections = useQuery({ ...collectionsQuery, enabled: open });
  const [form] = Form.useForm<Fields>();
  const saving = useMutation({
    mutationFn: ({ title, name = '', description = '', collectionId }: Fields) => {
      const about = { title: title.trim(), description: description.trim(), collectionId: collectionId ?? null };
      if (set !== undefined) return changeGoldSet({ goldSet: set.name }, about);
      return createGoldSet({ ...about, ...(name === '' ? {} : { name }) });
    },
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: goldSetsKey });
      onClose();
      if (set === undefined) await navigate(`/gold-sets/${saved.name}`);
    },
  });
  return (
    <Modal
      open={open}
      title={set === undefined ? t.goldSets.createTitle : t.goldSets.settings}
      okText={set === undefined ? t.goldSets.submit : t.goldSets.save}
      confirmLoading={saving.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      afterClose={() => saving.reset()}
      destroyOnHidden
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        initialValues={set === undefined ? {} : { ...set, collectionId: set.collectionId ?? undefined }}
        onFinish={(fields) => saving.mutate(fields)}
      >
        <Form.Item
          name="title"
          label={t.goldSets.titleLabel}
          rules={[{ required: true, whitespace: true, max: 200, message: t.goldSets.titleRequired }]}
        >
          <Input autoFocus placeholder={t.goldSets.titlePlaceholder} />
        </Form.Item>
        {set === undefined ? (
          <Form.Item
            name="name"
            label={t.goldSets.nameLabel}
            rules={[{ pattern: /^[\w-]{1,64}$/, message: t.goldSets.nameRequired }]}
          >
            <Input placeholder={t.goldSets.namePlaceholder} />
          </Form.Item>
        ) : (
          <p>
            <code>{set.name}</code> {t.goldSets.nameFixed}
          </p>
        )}
        <Form.Item name="collectionId" label={t.goldSets.collectionLabel} extra={t.goldSets.collectionHint}>
          <Select
            allowClear
            placeholder={t.goldSets.collectionNone}
            options={collections.data?.items.map((it) => ({ value: it.id, label: it.name }))}
          />
        </Form.Item>
        <Form.Item name="description" label={t.goldSets.descriptionLabel}>
          <Input.TextArea rows={2} maxLength={2000} />
        </Form.Item>
      </Form>
      {saving.isError && <Failure error={saving.error} />}
    </Modal>
  );
}
