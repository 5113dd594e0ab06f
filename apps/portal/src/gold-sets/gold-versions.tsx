import type { GoldSetDetail } from '@mingda/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { freezeGoldSet } from '../api/client.generated.ts';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { ExportMenu } from './export-menu.tsx';
import { goldSetsKey, goldVersionsQuery } from './gold-set-queries.ts';
import styles from './gold-sets.module.css';

export function GoldVersions({ set }: { readonly set: GoldSetDetail }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const versions = useQuery(goldVersionsQuery(set.name));
  const [note, setNote] = useState('');
  const freeze = useMutation({
    mutationFn: () => freezeGoldSet({ goldSet: set.name }, { note }),
    onSuccess: async () => {
      setNote('');
      await client.invalidateQueries({ queryKey: goldSetsKey });
    },
  });
  const isCurrent = set.version !== null && !set.changed;
  const items = versions.data?.items ?? [];
  return (
    <section className={styles.panel} aria-label={t.goldSets.versions.label}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          freeze.mutate();
        }}
      >
        <Input
          aria-label={t.goldSets.versions.note}
          placeholder={t.goldSets.versions.notePlaceholder}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <Button htmlType="submit" loading={freeze.isPending} disabled={isCurrent || set.counts.accepted === 0}>
          {t.goldSets.versions.freeze}
        </Button>
        {isCurrent && <span className={styles.faint}>{t.goldSets.versions.unchanged}</span>}
      </form>
      {freeze.isError && <Failure error={freeze.error} />}
      {versions.isPending && <Loading rows={3} />}
      {versions.isError && <Failure error={versions.error} onRetry={() => void versions.refetch()} />}
      {versions.isSuccess && items.length === 0 && <p className={styles.none}>{t.goldSets.versions.none}</p>}
      <ul>
        {items.map(({ version, questions, note: why, createdAt, sha256 }) => (
          <li key={version} className={styles.row}>
            <div className={styles.rowMain}>
              <strong>{t.goldSets.version(version)}</strong>
              {version === set.version && <span className={styles.tag}>{t.goldSets.versions.current}</span>}
              <p className={styles.facts}>
                <span>{t.goldSets.questions(questions)}</span>
                <span>{t.goldSets.versions.made(formatMoment(createdAt, t.locale))}</span>
                <code title={sha256}>{sha256.slice(0, 12)}</code>
                {why !== '' && <span>{why}</span>}
              </p>
            </div>
            <ExportMenu goldSet={set.name} version={version} />
          </li>
        ))}
      </ul>
    </section>
  );
}
