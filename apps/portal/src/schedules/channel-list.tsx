import type { ReportChannel } from '@mingda/contracts';
import { DeleteOutlined, EditOutlined, LockOutlined, PlusOutlined, SendOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Tag } from 'antd';
import { useState } from 'react';
import { toApiError } from '../api/api-error.ts';
import { deleteChannel, testChannel } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure, FailureBox } from '../states/failure.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { ChannelEditor } from './channel-editor.tsx';
import { channelsQuery } from './schedule-queries.ts';
import styles from './schedules.module.css';

/** Where reports and alerts may go. */
export function ChannelList() {
  const { t } = useLanguage();
  const channels = useQuery(channelsQuery);
  const [editor, setEditor] = useState<{ open: boolean; channel?: ReportChannel }>({ open: false });
  const items = channels.data?.items ?? [];
  return (
    <section className={styles.channels} aria-labelledby="channels-title">
      <div className={styles.sectionHead}>
        <div>
          <h2 id="channels-title">{t.channels.title}</h2>
          <p className={styles.hint}>{t.channels.intro}</p>
        </div>
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => setEditor({ open: true })}>
          {t.channels.create}
        </Button>
      </div>
      {channels.isError && <Failure error={channels.error} onRetry={() => void channels.refetch()} />}
      {channels.isSuccess && items.length === 0 && <p className={styles.none}>{t.channels.none}</p>}
      {items.length > 0 && (
        <ul className={styles.panel} aria-label={t.channels.title}>
          {items.map((channel) => (
            <ChannelRow key={channel.id} channel={channel} onEdit={() => setEditor({ open: true, channel })} />
          ))}
        </ul>
      )}
      <ChannelEditor
        open={editor.open}
        channel={editor.channel}
        onClose={() => setEditor({ ...editor, open: false })}
      />
    </section>
  );
}

/** With what the receiver said: that is what tells a wrong key from a wrong address. */
function TestFailure({ error }: { readonly error: unknown }) {
  const { t, language } = useLanguage();
  const problem = toApiError(error);
  return (
    <FailureBox
      title={t.channels.testFailed}
      cause={language === 'zh' ? problem.titleZh : problem.title}
      code={problem.code}
      detail={problem.detail}
    />
  );
}

function ChannelRow({ channel, onEdit }: { readonly channel: ReportChannel; readonly onEdit: () => void }) {
  const { t, language } = useLanguage();
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const showFailure = useFailureMessage();
  const test = useMutation({
    mutationFn: () => testChannel({ channelId: channel.id }, { language }),
    onSuccess: () => message.success(t.channels.tested(channel.name)),
  });
  const removal = useMutation({
    mutationFn: () => deleteChannel({ channelId: channel.id }),
    onError: showFailure,
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  });
  const confirm = () =>
    void modal.confirm({
      title: t.channels.deleteTitle(channel.name),
      content: t.channels.deleteText,
      okText: t.common.delete,
      okButtonProps: { danger: true },
      autoFocusButton: 'cancel',
      onOk: () => removal.mutateAsync().catch(() => undefined),
    });
  return (
    <li className={styles.row}>
      <div className={styles.main}>
        <strong>{channel.name}</strong> <Tag>{t.channels.kinds[channel.kind]}</Tag>
        <p className={styles.facts}>
          <span>{channel.target}</span>
          {channel.protected && (
            <span>
              <LockOutlined aria-hidden /> {channel.kind === 'email' ? t.channels.withPassword : t.channels.signed}
            </span>
          )}
        </p>
        {test.isError && <TestFailure error={test.error} />}
      </div>
      <Button
        icon={<SendOutlined aria-hidden />}
        loading={test.isPending}
        aria-label={t.channels.testOf(channel.name)}
        onClick={() => test.mutate()}
      >
        {t.channels.test}
      </Button>
      <Button
        type="text"
        icon={<EditOutlined aria-hidden />}
        aria-label={`${t.schedules.edit} ${channel.name}`}
        onClick={onEdit}
      />
      <Button
        type="text"
        danger
        icon={<DeleteOutlined aria-hidden />}
        aria-label={`${t.common.delete} ${channel.name}`}
        onClick={confirm}
      />
    </li>
  );
}
