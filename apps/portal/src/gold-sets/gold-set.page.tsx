import type { GoldItem, GoldSetDetail } from '@mingda/contracts';
import { ImportOutlined, PlayCircleOutlined, PlusOutlined, SettingOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { startEvaluation } from '../api/client.generated.ts';
import { evaluationsKey } from '../evaluations/evaluation-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { CandidateInbox } from './candidate-inbox.tsx';
import { DeleteGoldSet } from './delete-gold-set.tsx';
import { ExportMenu } from './export-menu.tsx';
import { GoldItemDrawer } from './gold-item-drawer.tsx';
import { GoldItems } from './gold-items.tsx';
import { GoldSetDialog } from './gold-set-dialog.tsx';
import { goldSetQuery, goldSetsKey } from './gold-set-queries.ts';
import styles from './gold-sets.module.css';
import { GoldVersions } from './gold-versions.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { QuestionCoverage } from './question-coverage.tsx';

const views = ['items', 'candidates', 'coverage', 'versions'] as const;
type View = (typeof views)[number];

export function GoldSetPage() {
  const { t } = useLanguage();
  const { goldSet = '' } = useParams();
  const set = useQuery(goldSetQuery(goldSet));
  const back = { to: '/gold-sets', label: t.goldSets.back };
  if (set.data !== undefined) return <GoldSetContent set={set.data} back={back} />;
  if (!set.isError) return <Loading rows={8} />;
  return (
    <>
      <PageHeader title={t.goldSets.title} back={back} />
      <Failure error={set.error} onRetry={() => void set.refetch()} />
    </>
  );
}

/** What the drawer shows: an item to edit, or an empty form. */
type Edited = GoldItem | 'new' | undefined;

function GoldSetContent({ set, back }: { readonly set: GoldSetDetail; readonly back: { to: string; label: string } }) {
  const { t } = useLanguage();
  const [view, setView] = useState<View>(
    set.counts.accepted === 0 && set.counts.candidate > 0 ? 'candidates' : 'items',
  );
  const [edited, setEdited] = useState<Edited>();
  const [dialog, setDialog] = useState<'settings' | 'import'>();
  const close = () => setDialog(undefined);
  const labels = {
    items: t.goldSets.views.items,
    candidates: `${t.goldSets.views.candidates} (${set.counts.candidate.toLocaleString(t.locale)})`,
    coverage: t.goldSets.views.coverage,
    versions: t.goldSets.views.versions,
  };
  return (
    <>
      <PageHeader title={set.title} intro={set.description} back={back} actions={<RunButton set={set} />} />
      <Facts set={set} />
      <div className={styles.bar}>
        <Segmented<View>
          aria-label={t.goldSets.view}
          value={view}
          options={views.map((it) => ({ value: it, label: labels[it] }))}
          onChange={setView}
        />
        <div className={styles.tools}>
          <Button icon={<PlusOutlined aria-hidden />} onClick={() => setEdited('new')}>
            {t.goldSets.item.add}
          </Button>
          <Button icon={<ImportOutlined aria-hidden />} onClick={() => setDialog('import')}>
            {t.goldSets.import.open}
          </Button>
          <ExportMenu goldSet={set.name} />
          <Button icon={<SettingOutlined aria-hidden />} onClick={() => setDialog('settings')}>
            {t.goldSets.settings}
          </Button>
          <DeleteGoldSet set={set} />
        </div>
      </div>
      {view === 'items' && <GoldItems set={set} onEdit={setEdited} />}
      {view === 'candidates' && <CandidateInbox set={set} onEdit={setEdited} isEditing={edited !== undefined} />}
      {view === 'coverage' && <QuestionCoverage set={set} />}
      {view === 'versions' && <GoldVersions set={set} />}
      {edited !== undefined && (
        <GoldItemDrawer
          key={edited === 'new' ? 'new' : edited.id}
          set={set}
          item={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
      <GoldSetDialog open={dialog === 'settings'} onClose={close} set={set} />
      <ImportDialog open={dialog === 'import'} onClose={close} goldSet={set.name} />
    </>
  );
}

function Facts({ set }: { readonly set: GoldSetDetail }) {
  const { t } = useLanguage();
  return (
    <p className={styles.summary}>
      <code>{set.name}</code>
      <strong>{t.goldSets.questions(set.counts.accepted)}</strong>
      <span>{set.version === null ? t.goldSets.neverFrozen : t.goldSets.version(set.version)}</span>
      {set.version !== null && set.changed && <span>{t.goldSets.changed}</span>}
      {set.counts.stale > 0 && <span className={styles.stale}>{t.goldSets.staleCount(set.counts.stale)}</span>}
    </p>
  );
}

function RunButton({ set }: { readonly set: GoldSetDetail }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const showFailure = useFailureMessage();
  const start = useMutation({
    mutationFn: (collectionId: string) => startEvaluation({ goldSet: set.name, collectionId }),
    onSuccess: async (evaluation) => {
      await Promise.all([evaluationsKey, goldSetsKey].map((queryKey) => client.invalidateQueries({ queryKey })));
      await navigate(`/evaluations/${evaluation.id}`);
    },
    onError: showFailure,
  });
  const { collectionId } = set;
  return (
    <Button
      type="primary"
      icon={<PlayCircleOutlined aria-hidden />}
      loading={start.isPending}
      disabled={collectionId === null || set.counts.accepted === 0}
      title={collectionId === null ? t.goldSets.runNeeds : undefined}
      onClick={() => collectionId !== null && start.mutate(collectionId)}
    >
      {t.goldSets.run}
    </Button>
  );
}
