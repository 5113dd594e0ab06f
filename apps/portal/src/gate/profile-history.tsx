import { useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import styles from './gate.module.css';
import { profilesQuery } from './gate-queries.ts';
import { useGateAction } from './use-gate-action.ts';

/** Who published what, and the versions that can answer again. */
export function ProfileHistory({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const { modal } = App.useApp();
  const history = useQuery(profilesQuery(collectionId));
  const { rollBack } = useGateAction(collectionId);
  if (history.isError) return <Failure error={history.error} onRetry={() => void history.refetch()} />;
  if (history.data === undefined) return <Loading />;
  const { versions, publications } = history.data;
  const earlier = versions.filter((it) => it.state === 'retired' && it.publishedAt !== null);
  const confirm = (version: number) =>
    void modal.confirm({
      title: t.gate.rollBackTitle(version),
      content: t.gate.rollBackText,
      okText: t.gate.rollBack(version),
      onOk: () => rollBack.mutateAsync(version).catch(() => undefined),
    });
  return (
    <>
      {earlier.length > 0 && (
        <section className={styles.panel} aria-label={t.gate.versions}>
          <h2>{t.gate.versions}</h2>
          <ul>
            {earlier.map(({ version, savedBy, publishedAt, createdAt }) => (
              <li key={version} className={styles.entry}>
                <span>
                  v{version}{' '}
                  <span className={styles.faint}>
                    {t.gate.savedBy(savedBy, formatMoment(publishedAt ?? createdAt, t.locale))}
                  </span>
                </span>
                <Button size="small" onClick={() => confirm(version)}>
                  {t.gate.rollBack(version)}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={styles.panel} aria-label={t.gate.history}>
        <h2>{t.gate.history}</h2>
        {publications.length === 0 ? (
          <p className={styles.nothing}>{t.gate.noHistory}</p>
        ) : (
          <ul>
            {publications.map(({ id, version, action, doneBy, reason, createdAt }) => (
              <li key={id} className={styles.entry}>
                <div>
                  <p>{t.gate.versionDone(version, t.gate.actions[action])}</p>
                  {reason !== null && <p className={styles.faint}>{reason}</p>}
                </div>
                <span className={styles.faint}>{t.gate.savedBy(doneBy, formatMoment(createdAt, t.locale))}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
