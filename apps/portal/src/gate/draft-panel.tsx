import type { GateStatus } from '@mingda/contracts';
import { Button, Progress } from 'antd';
import { Link } from 'react-router';
import { formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './gate.module.css';
import { PublishButton } from './publish-button.tsx';
import { useGateAction } from './use-gate-action.ts';
import { VerdictTable } from './verdict-table.tsx';

interface DraftPanelProps {
  readonly collectionId: string;
  readonly status: GateStatus;
}

/** The draft, its figures against what is published, and what can be done with it. */
export function DraftPanel({ collectionId, status }: DraftPanelProps) {
  const { t } = useLanguage();
  const { measure, discard } = useGateAction(collectionId);
  const { draft, policy, baseline, candidate, verdict } = status;
  if (draft === null) return null;
  const running = candidate?.state === 'queued' || candidate?.state === 'running';
  return (
    <section className={styles.panel} aria-label={t.gate.figures}>
      <h2>{t.gate.draft(draft.version)}</h2>
      <div className={styles.body}>
        {status.draftCutsAgain && <p className={styles.notice}>{t.gate.cutsAgain}</p>}
        {running && (
          <div>
            <p>{t.gate.measuring}</p>
            <Progress percent={formatPercent(candidate.progress)} status="active" aria-label={t.gate.measuring} />
          </div>
        )}
        {policy !== null && candidate === null && <p>{t.gate.notMeasured}</p>}
        {policy !== null && baseline === null && <p>{t.gate.measuringBaseline}</p>}
        {candidate?.state === 'failed' && <p className={styles.bad}>{t.gate.measureFailed}</p>}
        {verdict !== null && <VerdictTable verdict={verdict} />}
        <div className={styles.actions}>
          <PublishButton collectionId={collectionId} status={status} version={draft.version} />
          {policy !== null && !running && (
            <Button loading={measure.isPending} onClick={() => measure.mutate()}>
              {t.gate.measure}
            </Button>
          )}
          <Button loading={discard.isPending} onClick={() => discard.mutate()}>
            {t.gate.discard}
          </Button>
          {candidate !== null && <Link to={`/evaluations/${candidate.id}`}>{t.gate.openRun}</Link>}
          {verdict !== null && (
            <Link to={`/evaluations/compare?before=${baseline?.id ?? ''}&after=${candidate?.id ?? ''}`}>
              {t.gate.compare}
            </Link>
          )}
        </div>
      </div>
    </section>
  );
}
