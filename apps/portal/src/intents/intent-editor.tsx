import type { Intent, IntentSet } from '@mingda/contracts';
import { MessageOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { saveIntents } from '../api/client.generated.ts';
import { formatDay } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { IntentFields } from './intent-fields.tsx';
import { intentsKey } from './intent-queries.ts';
import styles from './intents.module.css';

/** An intent while it is written; the key keeps its fields together while its name changes. */
interface DraftIntent {
  readonly key: number;
  readonly intent: Intent;
}

const emptyIntent: Intent = {
  name: '',
  action: 'reply',
  reply: { zh: '', en: '' },
  faqEntryId: null,
  enabled: true,
  examples: [],
};

const isComplete = ({ name, action, reply, faqEntryId, examples }: Intent): boolean =>
  name.trim() !== '' &&
  examples.some((it) => it.trim() !== '') &&
  (action !== 'reply' || reply.zh.trim() !== '' || reply.en.trim() !== '') &&
  (action !== 'approved' || faqEntryId !== null);

/** All intents of a collection; they are saved together, because each is told from the others. */
export function IntentEditor({ collectionId, saved }: { readonly collectionId: string; readonly saved: IntentSet }) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const showFailure = useFailureMessage();
  const [drafts, setDrafts] = useState<readonly DraftIntent[]>(saved.intents.map((intent, key) => ({ key, intent })));
  const [changed, setChanged] = useState(false);
  const save = useMutation({
    mutationFn: () => {
      const intents = drafts.map(({ intent }) => ({
        ...intent,
        examples: intent.examples.map((text) => text.trim()).filter((text) => text !== ''),
      }));
      return saveIntents({ collectionId }, { version: saved.version, intents });
    },
    onError: showFailure,
    onSuccess: (stored) => {
      queries.setQueryData(intentsKey(collectionId), stored);
      void message.success(t.intents.saved);
    },
  });
  const change = (next: readonly DraftIntent[]) => {
    setDrafts(next);
    setChanged(true);
  };
  const add = () => {
    const key = Math.max(-1, ...drafts.map((it) => it.key)) + 1;
    change([...drafts, { key, intent: emptyIntent }]);
  };
  const create = (
    <Button icon={<PlusOutlined aria-hidden />} onClick={add}>
      {t.intents.create}
    </Button>
  );
  const complete = drafts.every((it) => isComplete(it.intent));
  if (drafts.length === 0 && !changed) {
    return (
      <EmptyState
        icon={<MessageOutlined aria-hidden />}
        title={t.intents.emptyTitle}
        text={t.intents.emptyText}
        action={create}
      />
    );
  }
  return (
    <>
      <ul className={styles.list}>
        {drafts.map((draft) => (
          <IntentFields
            key={draft.key}
            collectionId={collectionId}
            intent={draft.intent}
            onChange={(next) =>
              change(drafts.map((it) => (it.key === draft.key ? { ...it, intent: { ...it.intent, ...next } } : it)))
            }
            onRemove={() => change(drafts.filter((it) => it.key !== draft.key))}
          />
        ))}
      </ul>
      <div className={styles.toolbar}>
        {create}
        <Button type="primary" disabled={!changed || !complete} loading={save.isPending} onClick={() => save.mutate()}>
          {t.intents.save}
        </Button>
        <span className={styles.hint} role="status">
          {changed && (complete ? t.intents.unsaved : t.intents.incomplete)}
          {!changed &&
            saved.changedAt !== null &&
            t.intents.version(saved.version, saved.changedBy ?? '', formatDay(saved.changedAt, t.locale))}
        </span>
      </div>
    </>
  );
}
