import type { Source } from '@mingda/contracts';
import {
  DeleteOutlined,
  EditOutlined,
  HistoryOutlined,
  MoreOutlined,
  PlayCircleOutlined,
  StopOutlined,
} from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown, Radio, Switch } from 'antd';
import { cancelSource, deleteSource, runSource, updateSource } from '../api/client.generated.ts';
import { documentsKey } from '../documents/document-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { dueInWords } from '../schedules/cron-presets.ts';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { ConfirmDeletions } from './confirm-deletions.tsx';
import { RunSummary } from './run-summary.tsx';
import { isRunning, sourcesKey } from './source-queries.ts';
import styles from './sources.module.css';

interface SourceRowProps {
  readonly source: Source;
  readonly onEdit: () => void;
  readonly onHistory: () => void;
}

export function SourceRow({ source, onEdit, onHistory }: SourceRowProps) {
  const { t } = useLanguage();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const showFailure = useFailureMessage();
  const { collectionId, lastRun, removing } = source;
  const params = { collectionId, sourceId: source.id };
  const settle = {
    onError: showFailure,
    onSettled: () => client.invalidateQueries({ queryKey: sourcesKey(collectionId) }),
  };
  const starting = useMutation({ mutationFn: () => runSource(params), ...settle });
  const cancelling = useMutation({ mutationFn: () => cancelSource(params), ...settle });
  const switching = useMutation({
    mutationFn: (enabled: boolean) => {
      const { name, schedule, place } = source;
      return updateSource(params, { name, schedule, connection: place, enabled });
    },
    ...settle,
  });
  const removal = useMutation({
    mutationFn: (documents: 'keep' | 'delete') => deleteSource(params, { documents }),
    onError: showFailure,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: sourcesKey(collectionId) });
      await client.invalidateQueries({ queryKey: documentsKey(collectionId) });
    },
  });
  const askToDelete = () => {
    let documents: 'keep' | 'delete' = 'keep';
    void modal.confirm({
      title: t.sources.deleteTitle(source.name),
      content: (
        <Radio.Group
          className={styles.choices}
          defaultValue={documents}
          onChange={(event) => {
            documents = event.target.value as typeof documents;
          }}
          options={[
            { value: 'keep', label: t.sources.deleteKeep },
            { value: 'delete', label: t.sources.deleteDocuments(source.documents) },
          ]}
        />
      ),
      okText: t.common.delete,
      okButtonProps: { danger: true },
      autoFocusButton: 'cancel',
      onOk: () => removal.mutateAsync(documents).catch(() => undefined),
    });
  };
  return (
    <li className={styles.row}>
      <div className={styles.main}>
        <h2 className={styles.name}>{source.name}</h2>
        <p className={styles.facts}>
          <span>
            {t.sources.kinds[source.kind]} · {placeOf(source)}
          </span>
          <span>{t.sources.documents(source.documents)}</span>
          {source.kind !== 'push' && <span>{dueOf(source, t)}</span>}
        </p>
        {removing && <p role="status">{t.sources.removing}</p>}
        {!removing && lastRun !== null && <RunSummary run={lastRun} />}
        {!removing && lastRun === null && source.kind !== 'push' && <p className={styles.faint}>{t.sources.notRun}</p>}
        {lastRun?.state === 'needs-confirmation' && <ConfirmDeletions source={source} vanished={lastRun.vanished} />}
      </div>
      {!removing && (
        <div className={styles.actions}>
          {source.kind !== 'push' && (
            <>
              <Switch
                checked={source.enabled}
                loading={switching.isPending}
                aria-label={t.sources.switchOf(source.name)}
                onChange={(enabled) => switching.mutate(enabled)}
              />
              {isRunning(lastRun) ? (
                <Button
                  icon={<StopOutlined aria-hidden />}
                  loading={cancelling.isPending}
                  onClick={() => cancelling.mutate()}
                >
                  {t.sources.cancelRun}
                </Button>
              ) : (
                <Button
                  icon={<PlayCircleOutlined aria-hidden />}
                  loading={starting.isPending}
                  aria-label={t.sources.runNowOf(source.name)}
                  onClick={() => starting.mutate()}
                >
                  {t.sources.runNow}
                </Button>
              )}
            </>
          )}
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                ...(source.kind === 'push'
                  ? []
                  : [
                      {
                        key: 'history',
                        icon: <HistoryOutlined aria-hidden />,
                        label: t.sources.history,
                        onClick: onHistory,
                      },
                    ]),
                { key: 'edit', icon: <EditOutlined aria-hidden />, label: t.sources.edit, onClick: onEdit },
                {
                  key: 'delete',
                  danger: true,
                  icon: <DeleteOutlined aria-hidden />,
                  label: t.common.delete,
                  onClick: askToDelete,
                },
              ],
            }}
          >
            <Button type="text" icon={<MoreOutlined aria-hidden />} aria-label={t.sources.actions(source.name)} />
          </Dropdown>
        </div>
      )}
    </li>
  );
}

function dueOf({ enabled, schedule, nextDueAt }: Source, t: ReturnType<typeof useLanguage>['t']): string {
  if (!enabled) return t.sources.paused;
  if (schedule === null || nextDueAt === null) return t.sources.noSchedule;
  return t.sources.nextAt(dueInWords(nextDueAt, t.locale, schedule.timeZone));
}

/** Where it is, in one line. */
function placeOf({ id, collectionId, place }: Source): string {
  switch (place.kind) {
    case 'folder': {
      return place.settings.path;
    }
    case 'git': {
      return [place.settings.url, place.settings.branch, place.settings.subPath].filter(Boolean).join(' · ');
    }
    case 'web': {
      return [...place.settings.startUrls, ...place.settings.sitemaps].join(', ');
    }
    case 's3': {
      return `${place.settings.bucket}/${place.settings.prefix}`;
    }
    case 'imap': {
      return `${place.settings.user} · ${place.settings.host}`;
    }
    case 'push': {
      return `/api/v1/collections/${collectionId}/sources/${id}/documents`;
    }
  }
}
