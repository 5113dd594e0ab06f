import type { GoldItem, GoldItemContent, GoldSetDetail, GoldSplit } from '@mingda/contracts';
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, Select, Switch } from 'antd';
import { useState } from 'react';
import { toApiError } from '../api/api-error.ts';
import { changeGoldItem, createGoldItem, listGoldItems } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { goldSetsKey } from './gold-set-queries.ts';
import styles from './gold-sets.module.css';
import { RelevantDocuments, type RelevantChoice } from './relevant-documents.tsx';

interface GoldItemDrawerProps {
  readonly set: GoldSetDetail;
  /** The item to edit; a new one is made when absent. */
  readonly item: GoldItem | undefined;
  readonly onClose: () => void;
}

interface Fields {
  readonly question: string;
  readonly answers: string[];
  readonly keyEntities: string[];
  readonly answerable: boolean;
  readonly lang: string;
  readonly tags: string[];
  readonly split: GoldSplit | 'hash';
  readonly state: GoldItem['state'];
  readonly documents: RelevantChoice;
}

export function GoldItemDrawer({ set, item, onClose }: GoldItemDrawerProps) {
  const { t, language } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Fields>();
  /** What the form was filled from: it moves on when a conflict is settled. */
  const [seen, setSeen] = useState(item);
  const saving = useMutation({
    mutationFn: (fields: Fields) => save(set.name, seen, fields),
    onSuccess: async () => {
      void message.success(t.goldSets.item.saved);
      await client.invalidateQueries({ queryKey: goldSetsKey });
      onClose();
    },
  });
  const load = useMutation({
    mutationFn: async (key: string) => {
      const { items } = await listGoldItems({ goldSet: set.name }, { search: key, limit: 200 });
      return items.find((it) => it.key === key);
    },
    onSuccess: (theirs) => {
      if (theirs === undefined) return;
      setSeen(theirs);
      form.setFieldsValue(fieldsOf(theirs, language));
      saving.reset();
    },
  });
  const conflict = saving.isError && toApiError(saving.error).code === 'GOLD_ITEM_CHANGED';
  const { splits, states } = t.goldSets;
  return (
    <Drawer
      open
      size={640}
      title={item === undefined ? t.goldSets.item.addTitle : t.goldSets.item.editTitle}
      onClose={onClose}
      footer={
        <div className={styles.tools}>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="primary" loading={saving.isPending} onClick={() => form.submit()}>
            {t.goldSets.save}
          </Button>
        </div>
      }
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={fieldsOf(item, language)}
        onFinish={(fields) => saving.mutate(fields)}
      >
        <Form.Item
          name="question"
          label={t.goldSets.item.question}
          rules={[{ required: true, whitespace: true, message: t.goldSets.item.questionRequired }]}
        >
          <Input.TextArea autoFocus autoSize={{ minRows: 2, maxRows: 8 }} maxLength={10_000} />
        </Form.Item>
        <Form.Item
          name="answerable"
          label={t.goldSets.item.answerable}
          extra={t.goldSets.item.answerableHint}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        <Answers />
        <Form.Item name="keyEntities" label={t.goldSets.item.keyEntities} extra={t.goldSets.item.keyEntitiesHint}>
          <Select mode="tags" open={false} suffixIcon={null} />
        </Form.Item>
        <Form.Item name="documents" label={t.goldSets.item.relevant} extra={t.goldSets.item.relevantHint}>
          <RelevantDocuments collectionId={set.collectionId} />
        </Form.Item>
        <div className={styles.columns}>
          <Form.Item name="tags" label={t.goldSets.item.tags}>
            <Select mode="tags" options={set.tags.map((tag) => ({ value: tag, label: tag }))} />
          </Form.Item>
          <Form.Item name="lang" label={t.goldSets.item.language}>
            <Select options={['zh', 'en'].map((it) => ({ value: it, label: it }))} />
          </Form.Item>
          <Form.Item name="split" label={t.goldSets.item.split}>
            <Select
              options={[
                { value: 'hash', label: t.goldSets.item.splitByHash },
                ...(['tune', 'test'] as const).map((it) => ({ value: it, label: splits[it] })),
              ]}
            />
          </Form.Item>
          <Form.Item name="state" label={t.goldSets.item.state}>
            <Select
              options={(['accepted', 'candidate', 'rejected'] as const)
                .filter((it) => item !== undefined || it !== 'rejected')
                .map((it) => ({ value: it, label: states[it] }))}
            />
          </Form.Item>
        </div>
        {item !== undefined && item.turns.length > 0 && (
          <Form.Item label={t.goldSets.item.turns}>
            <ul className={styles.turns}>
              {item.turns.map((turn, index) => (
                <li key={`${index} ${turn.text}`}>{turn.text}</li>
              ))}
            </ul>
          </Form.Item>
        )}
        {item?.tests !== undefined && item.tests !== null && <p className={styles.faint}>{t.goldSets.item.code}</p>}
      </Form>
      {conflict && seen !== undefined && (
        <div className={styles.conflict} role="alert">
          <p>{t.goldSets.item.conflict}</p>
          <Button loading={load.isPending} onClick={() => load.mutate(seen.key)}>
            {t.goldSets.item.reload}
          </Button>
        </div>
      )}
      {saving.isError && !conflict && <Failure error={saving.error} />}
    </Drawer>
  );
}

function Answers() {
  const { t } = useLanguage();
  return (
    <Form.Item label={t.goldSets.item.answers} extra={t.goldSets.item.answersHint}>
      <Form.List name="answers">
        {(fields, { add, remove }) => (
          <div className={styles.answers}>
            {fields.map(({ key, name }, index) => (
              <div key={key} className={styles.answerLine}>
                <Form.Item name={name} noStyle>
                  <Input.TextArea
                    aria-label={t.goldSets.item.answerNumber(index + 1)}
                    autoSize={{ minRows: 1, maxRows: 8 }}
                    maxLength={20_000}
                  />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined aria-hidden />}
                  aria-label={t.goldSets.item.removeAnswer}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add('')}>
              {t.goldSets.item.addAnswer}
            </Button>
          </div>
        )}
      </Form.List>
    </Form.Item>
  );
}

function fieldsOf(item: GoldItem | undefined, language: string): Fields {
  if (item === undefined) {
    return {
      question: '',
      answers: [''],
      keyEntities: [],
      answerable: true,
      lang: language,
      tags: [],
      split: 'hash',
      state: 'accepted',
      documents: { relevant: [], evidence: [] },
    };
  }
  const { question, answers, keyEntities, answerable, lang, tags, split, splitChosen, relevant, evidence } = item;
  return {
    question,
    answers: answers.length === 0 ? [''] : answers,
    keyEntities,
    answerable,
    lang,
    tags,
    split: splitChosen ? split : 'hash',
    // Who opens a candidate and saves it means to keep it.
    state: item.state === 'candidate' ? 'accepted' : item.state,
    documents: { relevant, evidence },
  };
}

function save(goldSet: string, item: GoldItem | undefined, fields: Fields): Promise<GoldItem> {
  const { documents, split, state, answers, ...rest } = fields;
  const content: GoldItemContent = {
    ...rest,
    ...documents,
    answers: answers.map((it) => it.trim()).filter((it) => it !== ''),
    turns: item?.turns ?? [],
    intent: item?.intent ?? null,
    tests: item?.tests ?? null,
  };
  if (item !== undefined) {
    const chosen = split === 'hash' ? null : split;
    return changeGoldItem({ goldSet, itemId: item.id }, { ...content, state, split: chosen, revision: item.revision });
  }
  return createGoldItem(
    { goldSet },
    { ...content, state: state === 'candidate' ? state : 'accepted', ...(split === 'hash' ? {} : { split }) },
  );
}
