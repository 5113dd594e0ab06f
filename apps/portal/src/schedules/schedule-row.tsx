import type { ReportSchedule } from '@mingda/contracts';
import { DeleteOutlined, EditOutlined, MoreOutlined, PlayCircleOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown, Switch, Tag } from 'antd';
import { Link } from 'react-router';
import { deleteSchedule, runSchedule, updateSchedule } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { dueInWords, presetOf, weekdayName } from './cron-presets.ts';
import { RunState } from './run-state.tsx';
import { schedulesKey } from './schedule-queries.ts';
import styles from './schedules.module.css';

interface ScheduleRowProps {
  readonly schedule: ReportSchedule;
  readonly collection: string;
  readonly onEdit: () => void;
}

export function ScheduleRow({ schedule, collection, onEdit }: ScheduleRowProps) {
  const { t, language } = useLanguage();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const showFailure = useFailureMessage();
  const settle = { onError: showFailure, onSettled: () => client.invalidateQueries({ queryKey: schedulesKey }) };
  const running = useMutation({ mutationFn: () => runSchedule({ scheduleId: schedule.id }), ...settle });
  const removal = useMutation({ mutationFn: () => deleteSchedule({ scheduleId: schedule.id }), ...settle });
  const switching = useMutation({
    mutationFn: (enabled: boolean) => {
      const { id, nextDueAt: _next, lastRun: _run, alerts: _alerts, createdAt: _created, ...body } = schedule;
      return updateSchedule({ scheduleId: id }, { ...body, enabled });
    },
    ...settle,
  });
  const confirm = () =>
    void modal.confirm({
      title: t.schedules.deleteTitle(schedule.name),
      content: t.schedules.deleteText,
      okText: t.schedules.deleteConfirm,
      okButtonProps: { danger: true },
      autoFocusButton: 'cancel',
      onOk: () => removal.mutateAsync().catch(() => undefined),
    });
  const { lastRun, nextDueAt, alerts } = schedule;
  return (
    <li className={styles.row}>
      <div className={styles.main}>
        <Link className={styles.title} to={schedule.id}>
          {schedule.name}
        </Link>
        <p className={styles.facts}>
          <span>
            {collection} · {schedule.goldSet}
          </span>
          <TimingWords schedule={schedule} />
          <span>
            {nextDueAt === null
              ? t.schedules.off
              : t.schedules.nextAt(dueInWords(nextDueAt, t.locale, schedule.timeZone))}
          </span>
        </p>
        {alerts.map((alert) => (
          <Tag key={alert.id} color="error">
            {t.schedules.alert(t.evaluations.metrics[alert.metric])}
          </Tag>
        ))}
        {lastRun !== null && (
          <p className={styles.last}>
            <RunState run={lastRun} /> {lastRun.headline?.[0]?.[language]}
          </p>
        )}
      </div>
      <Switch
        checked={schedule.enabled}
        loading={switching.isPending}
        aria-label={t.schedules.switch(schedule.name)}
        onChange={(enabled) => switching.mutate(enabled)}
      />
      <Button
        icon={<PlayCircleOutlined aria-hidden />}
        loading={running.isPending}
        aria-label={t.schedules.runNowOf(schedule.name)}
        onClick={() => running.mutate()}
      >
        {t.schedules.runNow}
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'edit', icon: <EditOutlined aria-hidden />, label: t.schedules.edit, onClick: onEdit },
            {
              key: 'delete',
              danger: true,
              icon: <DeleteOutlined aria-hidden />,
              label: t.common.delete,
              onClick: confirm,
            },
          ],
        }}
      >
        <Button type="text" icon={<MoreOutlined aria-hidden />} aria-label={t.schedules.actions(schedule.name)} />
      </Dropdown>
    </li>
  );
}

/** `every Monday at 09:00`, or the expression where no words fit. */
function TimingWords({ schedule: { cron, timeZone } }: { readonly schedule: ReportSchedule }) {
  const { t } = useLanguage();
  const { kind, time, weekday } = presetOf(cron);
  if (kind === 'custom') return <code>{`${cron} (${timeZone})`}</code>;
  const day = kind === 'weekly' ? weekdayName(weekday, t.locale) : t.schedules.presets[kind];
  return <span>{t.schedules.timing(kind === 'weekly' ? t.schedules.everyDay(day) : day, time, timeZone)}</span>;
}
