import type { Profile } from '@mingda/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress } from 'antd';
import { useState } from 'react';
import { updateProfile } from '../api/client.generated.ts';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { useCollection } from '../collections/use-collection.ts';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { ChunkPreviewDrawer } from './chunk-preview.tsx';
import { DraftPanel } from './draft-panel.tsx';
import { GatePolicyForm } from './gate-policy-form.tsx';
import { gateKey, gateQuery } from './gate-queries.ts';
import styles from './gate.module.css';
import { ProfileForm } from './profile-form.tsx';
import { ProfileHistory } from './profile-history.tsx';
import { useGateAction } from './use-gate-action.ts';

export function ProfileTab() {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const showFailure = useFailureMessage();
  const [previewed, setPreviewed] = useState<Profile['chunking'] | null>(null);
  const { id: collectionId } = useCollection();
  const gate = useQuery(gateQuery(collectionId));
  const { measure } = useGateAction(collectionId);
  const saving = useMutation({
    mutationFn: (profile: Profile) => updateProfile({ collectionId }, profile),
    onSuccess: ({ publishedAtOnce, draftVersion }) => {
      const text = publishedAtOnce ? t.gate.savedAtOnce : draftVersion === null ? t.gate.savedSame : t.gate.savedDraft;
      void message.success(text);
    },
    onError: showFailure,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: gateKey(collectionId) });
      await client.invalidateQueries({ queryKey: collectionsQuery.queryKey });
    },
  });
  if (gate.isError) return <Failure error={gate.error} onRetry={() => void gate.refetch()} />;
  if (gate.data === undefined) return <Loading rows={10} />;
  const { published, draft, policy, index, unmeasured } = gate.data;
  const shown = draft ?? published;
  return (
    <div className={styles.page}>
      <div>
        <p>
          <strong>{t.gate.published(published.version)}</strong>{' '}
          <span className={styles.faint}>
            {t.gate.savedBy(published.savedBy, formatMoment(published.publishedAt ?? published.createdAt, t.locale))}
          </span>
        </p>
        <p className={styles.faint}>{t.gate.intro}</p>
      </div>
      {index.current < index.total && (
        <div>
          <p role="status">{t.gate.reindexing(index.current, index.total)}</p>
          <Progress
            percent={Math.floor((100 * index.current) / index.total)}
            status="active"
            aria-label={t.gate.reindexing(index.current, index.total)}
          />
        </div>
      )}
      {unmeasured !== null && (
        <div className={styles.notice}>
          <p>{t.gate.unmeasured(unmeasured.share, formatMoment(unmeasured.since, t.locale))}</p>
          {draft === null && (
            <Button size="small" loading={measure.isPending} onClick={() => measure.mutate()}>
              {t.gate.measurePublished}
            </Button>
          )}
        </div>
      )}
      {draft === null && policy !== null && <p className={styles.faint}>{t.gate.noDraft}</p>}
      <DraftPanel collectionId={collectionId} status={gate.data} />
      <ProfileForm
        key={`${shown.version} ${shown.state}`}
        initial={shown.profile}
        submitLabel={policy === null ? t.gate.save : t.gate.saveDraft}
        saving={saving.isPending}
        onSave={(profile) => saving.mutate(profile)}
        onPreview={setPreviewed}
      />
      <ChunkPreviewDrawer collectionId={collectionId} chunking={previewed} onClose={() => setPreviewed(null)} />
      <GatePolicyForm key={policy?.goldSet ?? ''} collectionId={collectionId} policy={policy} />
      <ProfileHistory collectionId={collectionId} />
    </div>
  );
}
