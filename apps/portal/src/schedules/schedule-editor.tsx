import type { Floors, ReportSchedule, ScheduleInput } from '@mingda/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Drawer, Form, Input, Radio, Select } from 'antd';
import { createSchedule, updateSchedule } from '../api/client.generated.ts';
import { collectionsQuery } from '../collections/collection-queries.ts';
import { goldSetsQuery } from '../evaluations/evaluation-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { FloorFields } from './floor-fields.tsx';
import { channelsQuery, schedulesKey } from './schedule-queries.ts';
import styles from './schedules.module.css';
import { TimingFields, type Timing } from './timing-fields.tsx';

interface ScheduleEditorProps {
  /** Undefined for a new one. */
  readonly schedule: ReportSchedule | undefined;
  readonly open: boolean;
  readonly onClose: () => void;
}

interface Fields extends Omit<ScheduleInput, 'cron' | 'timeZone' | 'floors'> {
  readonly timing: Timing;
  readonly floors: Floors;
}

const limits: readonly number[] = [20, 50, 100, 200];
const formats = ['pdf', 'html', 'xlsx', 'md', 'json'] as const;

export function ScheduleEditor({ schedule, open, onClose }: ScheduleEditorProps) {
  const { t, language } = useLanguage();
  const client = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const collections = useQuery({ ...collectionsQuery, enabled: open });
  const goldSets = useQuery({ ...goldSetsQuery, enabled: open });
  const channels = useQuery({ ...channelsQuery, enabled: open });
  const saving = useMutation({
    mutationFn: ({ timing, ...fields }: Fields) => {
      const { cron, timeZone } = timing;
      const body = { ...fields, cron, timeZone, enabled: schedule?.enabled ?? true };
      return schedule === undefined ? createSchedule(body) : updateSchedule({ scheduleId: schedule.id }, body);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: schedulesKey });
      onClose();
    },
  });
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const initial: Partial<Fields> =
    schedule === undefined
      ? {
          language,
          formats: ['pdf'],
          channelIds: [],
          limit: 0,
          floors: {},
          timing: { cron: '0 9 * * 1', timeZone: here, typed: false },
        }
      : {
          ...schedule,
          limit: schedule.limit ?? 0,
          timing: { cron: schedule.cron, timeZone: schedule.timeZone, typed: false },
        };
  return (
    <Drawer
      open={open}
      size={640}
      title={schedule === undefined ? t.schedules.create : t.schedules.editTitle(schedule.name)}
      onClose={onClose}
      afterOpenChange={(opened) => !opened && saving.reset()}
      destroyOnHidden
      footer={
        <div className={styles.footer}>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="primary" loading={saving.isPending} onClick={() => form.submit()}>
            {t.schedules.save}
          </Button>
        </div>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        initialValues={initial}
        onFinish={(fields) =>
          saving.mutate({ ...fields, name: fields.name.trim(), limit: fields.limit === 0 ? null : fields.limit })
        }
      >
        <Form.Item
          name="name"
          label={t.schedules.name}
          rules={[{ required: true, whitespace: true, max: 100, message: t.schedules.nameRequired }]}
        >
          <Input autoFocus placeholder={t.schedules.namePlaceholder} />
        </Form.Item>
        <div className={styles.columns}>
          <Form.Item
            name="collectionId"
            label={t.evaluations.collection}
            rules={[{ required: true, message: t.schedules.choose }]}
          >
            <Select options={collections.data?.items.map((it) => ({ value: it.id, label: it.name })) ?? []} />
          </Form.Item>
          <Form.Item
            name="goldSet"
            label={t.evaluations.goldSet}
            rules={[{ required: true, message: t.schedules.choose }]}
          >
            <Select
              options={
                goldSets.data?.items.map((it) => ({
                  value: it.name,
                  label: t.evaluations.goldSetOption(it.title, it.questions),
                })) ?? []
              }
            />
          </Form.Item>
          <Form.Item name="limit" label={t.evaluations.limit}>
            <Select
              options={[
                { value: 0, label: t.evaluations.limitAll },
                ...limitsOf(schedule).map((it) => ({ value: it, label: String(it) })),
              ]}
            />
          </Form.Item>
        </div>
        <Form.Item name="timing">
          <TimingControl />
        </Form.Item>
        <div className={styles.columns}>
          <Form.Item name="language" label={t.schedules.language}>
            <Radio.Group
              options={[
                { value: 'zh', label: '中文' },
                { value: 'en', label: 'English' },
              ]}
            />
          </Form.Item>
          <Form.Item
            name="formats"
            label={t.schedules.formats}
            rules={[{ required: true, type: 'array', min: 1, message: t.schedules.choose }]}
          >
            <Checkbox.Group
              options={formats.map((format) => ({ value: format, label: t.schedules.formatNames[format] }))}
            />
          </Form.Item>
        </div>
        <Form.Item name="channelIds" label={t.schedules.channels} extra={t.schedules.channelsHint}>
          <Select
            mode="multiple"
            placeholder={t.schedules.noChannelChosen}
            options={
              channels.data?.items.map((it) => ({
                value: it.id,
                label: `${it.name} · ${t.channels.kinds[it.kind]}`,
              })) ?? []
            }
          />
        </Form.Item>
        <Form.Item name="floors">
          <FloorControl />
        </Form.Item>
      </Form>
      {saving.isError && <Failure error={saving.error} />}
    </Drawer>
  );
}

function limitsOf(schedule: ReportSchedule | undefined): readonly number[] {
  const stored = schedule?.limit ?? null;
  return stored === null || limits.includes(stored) ? limits : [stored, ...limits];
}

/** The form hands value and change handler to what stands inside a field. */
interface Control<T> {
  readonly value?: T;
  readonly onChange?: (value: T) => void;
}

function TimingControl({ value, onChange }: Control<Timing>) {
  if (value === undefined || onChange === undefined) return null;
  return <TimingFields value={value} onChange={onChange} />;
}

function FloorControl({ value, onChange }: Control<Floors>) {
  if (value === undefined || onChange === undefined) return null;
  return <FloorFields value={value} onChange={onChange} />;
}
