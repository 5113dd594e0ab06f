import type { GoldSetSummary } from '@mingda/contracts';
import { PlusOutlined, ProfileOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { goldSetsQuery } from '../evaluations/evaluation-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { QualityTabs } from '../quality/quality-tabs.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { GoldSetDialog } from './gold-set-dialog.tsx';
import styles from './gold-sets.module.css';

export function GoldSetsPage() {
  const { t } = useLanguage();
  const goldSets = useQuery(goldSetsQuery);
  const collections = useQuery(collectionsQuery);
  const [creating, setCreating] = useState(false);
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>
      {t.goldSets.create}
    </Button>
  );
  const items = goldSets.data?.items ?? [];
  const nameOf = (id: string | null) => collections.data?.items.find((it) => it.id === id)?.name;
  return (
    <>
      <PageHeader title={t.goldSets.title} intro={t.goldSets.intro} actions={items.length > 0 ? create : undefined} />
      <QualityTabs />
      {goldSets.isPending && <Loading />}
      {goldSets.isError && <Failure error={goldSets.error} onRetry={() => void goldSets.refetch()} />}
      {goldSets.isSuccess && items.length === 0 && (
        <EmptyState
          icon={<ProfileOutlined aria-hidden />}
          title={t.goldSets.emptyTitle}
          text={t.goldSets.emptyText}
          action={create}
        />
      )}
      {items.length > 0 && (
        <ul className={styles.panel} aria-label={t.goldSets.title}>
          {items.map((set) => (
            <GoldSetRow key={`${set.kind} ${set.name}`} set={set} collection={nameOf(set.collectionId)} />
          ))}
        </ul>
      )}
      <GoldSetDialog open={creating} onClose={() => setCreating(false)} />
    </>
  );
}

function GoldSetRow({ set, collection }: { readonly set: GoldSetSummary; readonly collection: string | undefined }) {
  const { t } = useLanguage();
  const isStored = set.kind === 'stored';
  return (
    <li className={styles.row}>
      <div className={styles.rowMain}>
        {isStored ? (
          <Link className={styles.rowTitle} to={set.name}>
            {set.title}
          </Link>
        ) : (
          <span className={styles.rowTitle}>{set.title}</span>
        )}
        <p className={styles.facts}>
          <code>{set.name}</code>
          <span>{isStored ? (collection ?? t.goldSets.unlinked) : t.goldSets.folder}</span>
          {isStored && <span>{set.version === null ? t.goldSets.neverFrozen : t.goldSets.version(set.version)}</span>}
        </p>
      </div>
      {set.candidates > 0 && <span className={styles.waiting}>{t.goldSets.candidatesWaiting(set.candidates)}</span>}
      <strong className={styles.count}>{t.goldSets.questions(set.questions)}</strong>
    </li>
  );
}
