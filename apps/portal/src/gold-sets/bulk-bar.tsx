import type { BulkGoldItems } from '@mingda/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Popover, Select } from 'antd';
import { useState } from 'react';
import { bulkGoldItems } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { goldSetsKey } from './gold-set-queries.ts';
import styles from './gold-sets.module.css';

interface BulkBarProps {
  readonly goldSet: string;
  readonly ids: readonly string[];
  readonly onDone: () => void;
}

type Action = BulkGoldItems extends infer A ? (A extends unknown ? Omit<A, 'ids'> : never) : never;

/** What can be done to the chosen questions at once. */
export function BulkBar({ goldSet, ids, onDone }: BulkBarProps) {
  const { t } = useLanguage();
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const showFailure = useFailureMessage();
  const apply = useMutation({
    mutationFn: (action: Action) => bulkGoldItems({ goldSet }, { ...action, ids: [...ids] }),
    onSuccess: ({ changed }) => {
      void message.success(t.goldSets.bulk.done(changed));
      onDone();
    },
    onError: showFailure,
    onSettled: () => client.invalidateQueries({ queryKey: goldSetsKey }),
  });
  const remove = () =>
    void modal.confirm({
      title: t.goldSets.bulk.deleteTitle(ids.length),
      content: t.goldSets.bulk.deleteText,
      okText: t.goldSets.bulk.delete,
      okButtonProps: { danger: true },
      autoFocusButton: 'cancel',
      onOk: () => apply.mutateAsync({ action: 'delete' }).catch(() => undefined),
    });
  return (
    <div className={styles.bulk} role="toolbar" aria-label={t.goldSets.bulk.selected(ids.length)}>
      <strong>{t.goldSets.bulk.selected(ids.length)}</strong>
      {(['accept', 'reject', 'confirm'] as const).map((action) => (
        <Button key={action} size="small" loading={apply.isPending} onClick={() => apply.mutate({ action })}>
          {t.goldSets.bulk[action]}
        </Button>
      ))}
      <TagAction onApply={(action, tag) => apply.mutate({ action, tag })} />
      <Select
        size="small"
        aria-label={t.goldSets.bulk.split}
        placeholder={t.goldSets.bulk.split}
        value={null}
        options={[
          { value: 'tune', label: t.goldSets.splits.tune },
          { value: 'test', label: t.goldSets.splits.test },
          { value: 'hash', label: t.goldSets.item.splitByHash },
        ]}
        onChange={(split: 'tune' | 'test' | 'hash' | null) =>
          split !== null && apply.mutate({ action: 'split', split: split === 'hash' ? null : split })
        }
      />
      <Button size="small" danger onClick={remove}>
        {t.goldSets.bulk.delete}
      </Button>
    </div>
  );
}

function TagAction({ onApply }: { readonly onApply: (action: 'tag' | 'untag', tag: string) => void }) {
  const { t } = useLanguage();
  const [tag, setTag] = useState('');
  const name = tag.trim();
  return (
    <Popover
      trigger="click"
      content={
        <div className={styles.form}>
          <Input
            aria-label={t.goldSets.bulk.tagName}
            maxLength={50}
            value={tag}
            onChange={(event) => setTag(event.target.value)}
          />
          <Button disabled={name === ''} onClick={() => onApply('tag', name)}>
            {t.goldSets.bulk.apply}
          </Button>
          <Button disabled={name === ''} onClick={() => onApply('untag', name)}>
            {t.goldSets.bulk.untag}
          </Button>
        </div>
      }
    >
      <Button size="small">{t.goldSets.bulk.tag}</Button>
    </Popover>
  );
}
