import type { ReportSchedule } from '@mingda/contracts';
import { CalendarOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { QualityTabs } from '../quality/quality-tabs.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { ChannelList } from './channel-list.tsx';
import { ScheduleEditor } from './schedule-editor.tsx';
import { schedulesQuery } from './schedule-queries.ts';
import { ScheduleRow } from './schedule-row.tsx';
import styles from './schedules.module.css';

export function SchedulesPage() {
  const { t } = useLanguage();
  const schedules = useQuery(schedulesQuery);
  const collections = useQuery(collectionsQuery);
  const [editor, setEditor] = useState<{ open: boolean; schedule?: ReportSchedule }>({ open: false });
  const nameOf = (id: string) =>
    collections.data?.items.find((it) => it.id === id)?.name ?? t.evaluations.deletedCollection;
  const items = schedules.data?.items ?? [];
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditor({ open: true })}>
      {t.schedules.create}
    </Button>
  );
  return (
    <>
      <PageHeader title={t.schedules.title} intro={t.schedules.intro} actions={items.length > 0 ? create : undefined} />
      <QualityTabs />
      {schedules.isPending && <Loading />}
      {schedules.isError && <Failure error={schedules.error} onRetry={() => void schedules.refetch()} />}
      {schedules.isSuccess && items.length === 0 && (
        <EmptyState
          icon={<CalendarOutlined aria-hidden />}
          title={t.schedules.emptyTitle}
          text={t.schedules.emptyText}
          action={create}
        />
      )}
      {items.length > 0 && (
        <section className={styles.panel} aria-label={t.schedules.title}>
          <ul>
            {items.map((schedule) => (
              <ScheduleRow
                key={schedule.id}
                schedule={schedule}
                collection={nameOf(schedule.collectionId)}
                onEdit={() => setEditor({ open: true, schedule })}
              />
            ))}
          </ul>
        </section>
      )}
      <ChannelList />
      <ScheduleEditor
        open={editor.open}
        schedule={editor.schedule}
        onClose={() => setEditor({ ...editor, open: false })}
      />
    </>
  );
}
