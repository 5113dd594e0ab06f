import type { ReviewRule } from '@mingda/contracts';
import { SettingOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Modal } from 'antd';
import { useState } from 'react';
import { setReviewRule } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { reviewLabels } from './labels.ts';
import { reviewRuleQuery, reviewsKey } from './review-queries.ts';

const switches = ['enabled', 'disliked', 'lowConfidence'] as const;
const numbers = [
  ['nearThreshold', 0, 0.5, 0.01],
  ['samplePerStratum', 0, 100, 1],
  ['evaluatedPerStratum', 0, 100, 1],
  ['secondRaterShare', 0, 1, 0.05],
  ['mostOpen', 1, 5000, 10],
] as const;

export function ReviewRuleDialog({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        icon={<SettingOutlined aria-hidden />}
        disabled={collectionId === ''}
        title={collectionId === '' ? t.reviews.chooseCollection : undefined}
        onClick={() => setOpen(true)}
      >
        {t.reviews.rule}
      </Button>
      {open && <RuleForm collectionId={collectionId} onClose={() => setOpen(false)} />}
    </>
  );
}

function RuleForm({ collectionId, onClose }: { readonly collectionId: string; readonly onClose: () => void }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const rule = useQuery(reviewRuleQuery(collectionId));
  const [form] = Form.useForm<ReviewRule>();
  const save = useMutation({
    mutationFn: (fields: ReviewRule) => setReviewRule({ collectionId }, withoutEmptyCaptions(fields)),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: reviewsKey });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t.reviews.ruleTitle}
      okText={t.reviews.ruleSave}
      cancelText={t.common.cancel}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {rule.isError && <Failure error={rule.error} onRetry={() => void rule.refetch()} />}
      {rule.isPending && <Loading />}
      {rule.data !== undefined && (
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={rule.data}
          onFinish={(fields) => save.mutate(fields)}
        >
          {switches.map((name) => (
            <Form.Item key={name} name={name} valuePropName="checked">
              <Checkbox>{t.reviews.ruleFields[name]}</Checkbox>
            </Form.Item>
          ))}
          {numbers.map(([name, min, max, step]) => (
            <Form.Item key={name} name={name} label={t.reviews.ruleFields[name]} rules={[{ required: true }]}>
              <InputNumber min={min} max={max} step={step} />
            </Form.Item>
          ))}
          <Form.Item name="seed" label={t.reviews.ruleFields.seed} rules={[{ required: true, max: 40 }]}>
            <Input />
          </Form.Item>
          <p>{t.reviews.ruleFields.captions}</p>
          {reviewLabels.map((label) => (
            <Form.Item key={label} name={['captions', label]} label={t.reviews.labels[label]}>
              <Input maxLength={40} />
            </Form.Item>
          ))}
        </Form>
      )}
      {save.isError && <Failure error={save.error} />}
    </Modal>
  );
}

function withoutEmptyCaptions(rule: ReviewRule): ReviewRule {
  const captions = Object.fromEntries(Object.entries(rule.captions).filter(([, text]) => (text ?? '').trim() !== ''));
  return { ...rule, captions };
}
