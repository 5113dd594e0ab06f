import type { FaqEntry } from '@mingda/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { setFaqState } from '../api/client.generated.ts';
import { formatDay } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { faqKey } from './faq-queries.ts';
import styles from './faq.module.css';

export function FaqRow({ entry, onEdit }: { readonly entry: FaqEntry; readonly onEdit: () => void }) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const setState = useMutation({
    mutationFn: (state: FaqEntry['state']) => setFaqState({ entryId: entry.id }, { state }),
    onError: useFailureMessage(),
    onSuccess: async (changed) => {
      if (changed.state === 'approved') message.success(t.faq.approvedNow);
      await client.invalidateQueries({ queryKey: faqKey(entry.collectionId) });
    },
  });
  const expired = entry.state === 'approved' && !entry.answers;
  return (
    <li className={styles.row}>
      <div className={styles.rowMain}>
        <button type="button" className={styles.rowTitle} onClick={onEdit}>
          {entry.question}
        </button>
        <p className={styles.excerpt}>{entry.answer}</p>
        <p className={styles.faint}>
          {[
            entry.approvedBy !== null && entry.approvedAt !== null
              ? t.faq.approvedBy(entry.approvedBy, formatDay(entry.approvedAt, t.locale))
              : undefined,
            entry.phrasings.length > 0 ? t.faq.phrasingCount(entry.phrasings.length) : undefined,
            entry.owner === '' ? undefined : entry.owner,
            entry.validUntil === null ? undefined : t.faq.validTo(formatDay(entry.validUntil, t.locale)),
          ]
            .filter((it) => it !== undefined)
            .join(' · ')}
        </p>
      </div>
      <span className={styles.state} data-state={expired ? 'expired' : entry.state}>
        {expired ? t.faq.expired : t.faq.states[entry.state]}
      </span>
      {entry.state === 'draft' && (
        <Button type="primary" ghost loading={setState.isPending} onClick={() => setState.mutate('approved')}>
          {t.faq.approveRow}
        </Button>
      )}
      {entry.state === 'approved' && (
        <Button loading={setState.isPending} onClick={() => setState.mutate('retired')}>
          {t.faq.retire}
        </Button>
      )}
      {entry.state === 'retired' && (
        <Button loading={setState.isPending} onClick={() => setState.mutate('draft')}>
          {t.faq.restore}
        </Button>
      )}
    </li>
  );
}
