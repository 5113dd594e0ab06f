import type { Intent } from '@mingda/contracts';
import { DeleteOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Switch } from 'antd';
import { faqListQuery } from '../faq/faq-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './intents.module.css';

interface IntentFieldsProps {
  readonly collectionId: string;
  readonly intent: Intent;
  readonly onChange: (change: Partial<Intent>) => void;
  readonly onRemove: () => void;
}

const actions = ['reply', 'hand-over', 'approved'] as const;

export function IntentFields({ collectionId, intent, onChange, onRemove }: IntentFieldsProps) {
  const { t } = useLanguage();
  const { name, action, reply, examples, enabled } = intent;
  return (
    <li className={styles.intent}>
      <div className={styles.head}>
        <label className={styles.field}>
          {t.intents.name}
          <Input value={name} maxLength={80} onChange={(event) => onChange({ name: event.target.value })} />
        </label>
        <div className={styles.field}>
          {t.intents.action}
          <Select<Intent['action']>
            aria-label={t.intents.action}
            value={action}
            options={actions.map((it) => ({ value: it, label: t.intents.actions[it] }))}
            onChange={(value) => onChange({ action: value })}
          />
        </div>
        <label className={styles.switch}>
          <Switch size="small" checked={enabled} onChange={(on) => onChange({ enabled: on })} /> {t.intents.enabled}
        </label>
        <Button
          type="text"
          danger
          aria-label={t.intents.remove(name)}
          icon={<DeleteOutlined aria-hidden />}
          onClick={onRemove}
        />
      </div>
      {action === 'approved' ? (
        <ApprovedChoice collectionId={collectionId} intent={intent} onChange={onChange} />
      ) : (
        <div className={styles.head}>
          <label className={styles.field}>
            {t.intents.replyZh}
            <Input.TextArea
              autoSize
              maxLength={2000}
              value={reply.zh}
              onChange={(event) => onChange({ reply: { ...reply, zh: event.target.value } })}
            />
          </label>
          <label className={styles.field}>
            {t.intents.replyEn}
            <Input.TextArea
              autoSize
              maxLength={2000}
              value={reply.en}
              onChange={(event) => onChange({ reply: { ...reply, en: event.target.value } })}
            />
          </label>
        </div>
      )}
      <label className={styles.field}>
        {t.intents.examples}
        <Input.TextArea
          autoSize={{ minRows: 3, maxRows: 12 }}
          value={examples.join('\n')}
          onChange={(event) => onChange({ examples: event.target.value.split('\n') })}
        />
        <span className={styles.hint}>{t.intents.examplesHint}</span>
      </label>
    </li>
  );
}

function ApprovedChoice({ collectionId, intent, onChange }: Omit<IntentFieldsProps, 'onRemove'>) {
  const { t } = useLanguage();
  const approved = useQuery(faqListQuery(collectionId, { search: '', state: 'approved', page: 1 }));
  return (
    <div className={styles.field}>
      {t.intents.approved}
      <Select<string | null>
        aria-label={t.intents.approved}
        loading={approved.isPending}
        status={approved.isError ? 'error' : ''}
        value={intent.faqEntryId}
        options={(approved.data?.items ?? []).map((it) => ({ value: it.id, label: it.question }))}
        onChange={(faqEntryId) => onChange({ faqEntryId })}
      />
    </div>
  );
}
