import type { ChannelKind, EmailSettings, ReportChannel } from '@mingda/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Modal, Select } from 'antd';
import { createChannel, updateChannel } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure } from '../states/failure.tsx';
import { channelsQuery } from './schedule-queries.ts';
import styles from './schedules.module.css';

interface ChannelEditorProps {
  /** Undefined for a new one. */
  readonly channel: ReportChannel | undefined;
  readonly open: boolean;
  readonly onClose: () => void;
}

interface Fields {
  readonly kind: ChannelKind;
  readonly name: string;
  readonly url?: string;
  readonly signingKey?: string;
  readonly password?: string;
  readonly settings?: EmailSettings;
}

const kinds = ['email', 'wecom', 'dingtalk', 'feishu', 'slack', 'webhook'] as const;
const signs: ReadonlySet<ChannelKind> = new Set(['webhook', 'dingtalk', 'feishu']);
const ports = { tls: 465, starttls: 587, none: 25 } as const;

type ChannelBody = Parameters<typeof createChannel>[0];

/** Empty fields of secrets are left out: what is stored stays. */
function bodyOf({ kind, name, url, signingKey, password, settings }: Fields): ChannelBody {
  const filled = (key: string, text: string | undefined) =>
    text === undefined || text.trim() === '' ? {} : { [key]: text.trim() };
  if (kind === 'email') {
    const { user, ...rest } = settings as EmailSettings;
    return { kind, name: name.trim(), settings: { ...rest, ...filled('user', user) }, ...filled('password', password) };
  }
  return { kind, name: name.trim(), ...filled('url', url), ...filled('signingKey', signingKey) };
}

export function ChannelEditor({ channel, open, onClose }: ChannelEditorProps) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const kind = Form.useWatch('kind', form) ?? channel?.kind ?? 'email';
  const saving = useMutation({
    mutationFn: (fields: Fields) => {
      const body = bodyOf({ ...fields, kind: channel?.kind ?? fields.kind });
      return channel === undefined ? createChannel(body) : updateChannel({ channelId: channel.id }, body);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: channelsQuery.queryKey });
      onClose();
    },
  });
  const initial =
    channel === undefined
      ? { kind: 'email', settings: { security: 'starttls', port: ports.starttls, allowSelfSigned: false } }
      : { kind: channel.kind, name: channel.name, ...(channel.email === null ? {} : { settings: channel.email }) };
  const keep = channel === undefined ? undefined : t.channels.keep;
  const required = [{ required: true, message: t.schedules.choose }];
  return (
    <Modal
      open={open}
      width={600}
      title={channel === undefined ? t.channels.create : t.schedules.editTitle(channel.name)}
      onCancel={onClose}
      afterClose={() => saving.reset()}
      destroyOnHidden
      footer={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button type="primary" loading={saving.isPending} onClick={() => form.submit()}>
            {t.schedules.save}
          </Button>
        </>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        initialValues={initial}
        onFinish={(fields) => saving.mutate(fields)}
      >
        <div className={styles.columns}>
          <Form.Item name="kind" label={t.channels.kind}>
            <Select
              disabled={channel !== undefined}
              options={kinds.map((it) => ({ value: it, label: t.channels.kinds[it] }))}
            />
          </Form.Item>
          <Form.Item
            name="name"
            label={t.schedules.name}
            rules={[{ required: true, whitespace: true, max: 100, message: t.schedules.nameRequired }]}
          >
            <Input placeholder={t.channels.namePlaceholder} />
          </Form.Item>
        </div>
        {kind === 'email' ? (
          <>
            <div className={styles.columns}>
              <Form.Item name={['settings', 'host']} label={t.channels.host} rules={required}>
                <Input placeholder="smtp.example.com" />
              </Form.Item>
              <Form.Item name={['settings', 'port']} label={t.channels.port} rules={required}>
                <InputNumber min={1} max={65_535} />
              </Form.Item>
              <Form.Item name={['settings', 'security']} label={t.channels.security}>
                <Select
                  options={(['starttls', 'tls', 'none'] as const).map((it) => ({
                    value: it,
                    label: t.channels.securities[it],
                  }))}
                  onChange={(security: keyof typeof ports) => form.setFieldValue(['settings', 'port'], ports[security])}
                />
              </Form.Item>
            </div>
            <div className={styles.columns}>
              <Form.Item name={['settings', 'user']} label={t.channels.user}>
                <Input autoComplete="off" />
              </Form.Item>
              <Form.Item name="password" label={t.channels.password} extra={keep}>
                <Input.Password autoComplete="new-password" />
              </Form.Item>
            </div>
            <Form.Item
              name={['settings', 'from']}
              label={t.channels.from}
              rules={[{ required: true, type: 'email', message: t.channels.addressRequired }]}
            >
              <Input placeholder="mingda@example.com" />
            </Form.Item>
            <Form.Item
              name={['settings', 'to']}
              label={t.channels.to}
              rules={[{ required: true, type: 'array', min: 1, message: t.channels.addressRequired }]}
            >
              <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', ';', ' ']} />
            </Form.Item>
            <Form.Item name={['settings', 'allowSelfSigned']} valuePropName="checked">
              <Checkbox>{t.channels.selfSigned}</Checkbox>
            </Form.Item>
          </>
        ) : (
          <>
            <Form.Item
              name="url"
              label={t.channels.url}
              extra={keep ?? t.channels.urlHints[kind]}
              rules={channel === undefined ? [{ required: true, type: 'url', message: t.channels.urlRequired }] : []}
            >
              <Input autoComplete="off" placeholder="https://" />
            </Form.Item>
            {signs.has(kind) && (
              <Form.Item name="signingKey" label={t.channels.signingKey} extra={keep ?? t.channels.signingKeyHint}>
                <Input.Password autoComplete="new-password" />
              </Form.Item>
            )}
          </>
        )}
      </Form>
      {saving.isError && <Failure error={saving.error} />}
    </Modal>
  );
}
