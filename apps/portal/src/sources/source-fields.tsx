import type { SourceKind } from '@mingda/contracts';
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { apiKeysQuery } from '../api-keys/api-key-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './sources.module.css';

interface KindFieldsProps {
  /** Names of the secrets that are stored. */
  readonly stored: readonly string[];
}

const setting = (name: string): string[] => ['settings', name];

function useRequired() {
  const { t } = useLanguage();
  return [{ required: true, message: t.sources.required }];
}

/** A value that goes in and never comes out. */
function SecretField({ name, label, stored }: { readonly name: string; readonly label: string } & KindFieldsProps) {
  const { t } = useLanguage();
  return (
    <Form.Item name={['secrets', name]} label={label} extra={stored.includes(name) ? t.sources.keep : t.sources.sealed}>
      <Input.Password autoComplete="new-password" />
    </Form.Item>
  );
}

function FolderFields() {
  const { t } = useLanguage();
  return (
    <>
      <Form.Item name={setting('path')} label={t.sources.path} extra={t.sources.pathHint} rules={useRequired()}>
        <Input placeholder="/srv/handbook" />
      </Form.Item>
      <Form.Item name={setting('watch')} valuePropName="checked">
        <Checkbox>{t.sources.watch}</Checkbox>
      </Form.Item>
    </>
  );
}

function GitFields({ stored }: KindFieldsProps) {
  const { t } = useLanguage();
  return (
    <>
      <Form.Item name={setting('url')} label={t.sources.url} extra={t.sources.urlHint} rules={useRequired()}>
        <Input placeholder="https://git.example.com/team/wiki.git" />
      </Form.Item>
      <div className={styles.columns}>
        <Form.Item name={setting('branch')} label={t.sources.branch} extra={t.sources.branchHint}>
          <Input placeholder="main" />
        </Form.Item>
        <Form.Item name={setting('subPath')} label={t.sources.subPath}>
          <Input placeholder="docs" />
        </Form.Item>
      </div>
      <Form.Item name={setting('extensions')} label={t.sources.extensions} rules={useRequired()}>
        <Select mode="tags" tokenSeparators={[',', ' ']} open={false} suffixIcon={null} />
      </Form.Item>
      <div className={styles.columns}>
        <Form.Item name={setting('user')} label={t.sources.user}>
          <Input autoComplete="off" />
        </Form.Item>
        <SecretField name="token" label={t.sources.token} stored={stored} />
      </div>
    </>
  );
}

function WebFields() {
  const { t } = useLanguage();
  const addresses = { mode: 'tags' as const, open: false, suffixIcon: null, tokenSeparators: [',', ' '] };
  return (
    <>
      <Form.Item
        name={setting('startUrls')}
        label={t.sources.startUrls}
        extra={t.sources.oneEach}
        dependencies={[setting('sitemaps')]}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, pages: readonly string[] = []) =>
              pages.length + ((getFieldValue(setting('sitemaps')) as string[] | undefined) ?? []).length > 0
                ? Promise.resolve()
                : Promise.reject(new Error(t.sources.pagesNeeded)),
          }),
        ]}
      >
        <Select {...addresses} placeholder="https://docs.example.com/" />
      </Form.Item>
      <Form.Item name={setting('sitemaps')} label={t.sources.sitemaps}>
        <Select {...addresses} placeholder="https://docs.example.com/sitemap.xml" />
      </Form.Item>
      <div className={styles.columns}>
        <Form.Item name={setting('maxDepth')} label={t.sources.maxDepth}>
          <InputNumber min={0} max={10} />
        </Form.Item>
        <Form.Item name={setting('maxPages')} label={t.sources.maxPages}>
          <InputNumber min={1} max={50_000} />
        </Form.Item>
        <Form.Item name={setting('delayMs')} label={t.sources.delayMs}>
          <InputNumber min={0} max={60_000} step={100} />
        </Form.Item>
      </div>
    </>
  );
}

function BucketFields({ stored }: KindFieldsProps) {
  const { t } = useLanguage();
  const required = useRequired();
  return (
    <>
      <div className={styles.columns}>
        <Form.Item name={setting('endpoint')} label={t.sources.endpoint} extra={t.sources.endpointHint}>
          <Input placeholder="https://minio.example.com" />
        </Form.Item>
        <Form.Item name={setting('region')} label={t.sources.region} rules={required}>
          <Input />
        </Form.Item>
      </div>
      <div className={styles.columns}>
        <Form.Item name={setting('bucket')} label={t.sources.bucket} rules={required}>
          <Input />
        </Form.Item>
        <Form.Item name={setting('prefix')} label={t.sources.prefix}>
          <Input placeholder="handbook/" />
        </Form.Item>
      </div>
      <Form.Item name={setting('pathStyle')} valuePropName="checked">
        <Checkbox>{t.sources.pathStyle}</Checkbox>
      </Form.Item>
      <div className={styles.columns}>
        <Form.Item name={setting('accessKeyId')} label={t.sources.accessKeyId} rules={required}>
          <Input autoComplete="off" />
        </Form.Item>
        <SecretField name="secretAccessKey" label={t.sources.secretAccessKey} stored={stored} />
      </div>
    </>
  );
}

function MailboxFields({ stored }: KindFieldsProps) {
  const { t } = useLanguage();
  const required = useRequired();
  return (
    <>
      <div className={styles.columns}>
        <Form.Item name={setting('host')} label={t.sources.host} rules={required}>
          <Input placeholder="imap.example.com" />
        </Form.Item>
        <Form.Item name={setting('port')} label={t.sources.port} rules={required}>
          <InputNumber min={1} max={65_535} />
        </Form.Item>
        <Form.Item name={setting('security')} label={t.sources.security}>
          <Select
            options={(['tls', 'starttls', 'none'] as const).map((it) => ({
              value: it,
              label: t.sources.securities[it],
            }))}
          />
        </Form.Item>
      </div>
      <Form.Item name={setting('user')} label={t.sources.user} rules={required}>
        <Input autoComplete="off" />
      </Form.Item>
      <div className={styles.columns}>
        <SecretField name="password" label={t.sources.password} stored={stored} />
        <SecretField name="accessToken" label={t.sources.accessToken} stored={stored} />
      </div>
      <div className={styles.columns}>
        <Form.Item name={setting('folders')} label={t.sources.folders} rules={required}>
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',']} />
        </Form.Item>
        <Form.Item name={setting('since')} label={t.sources.since}>
          <Input type="date" />
        </Form.Item>
      </div>
    </>
  );
}

function PushFields() {
  const { t } = useLanguage();
  const keys = useQuery(apiKeysQuery);
  const options = (keys.data?.items ?? [])
    .filter((it) => it.kind === 'integration')
    .map((it) => ({ value: it.id, label: `${it.name} (${it.prefix})` }));
  return (
    <Form.Item name={setting('keyIds')} label={t.sources.keyIds} extra={t.sources.keyIdsHint}>
      <Select mode="multiple" loading={keys.isPending} options={options} />
    </Form.Item>
  );
}

const fields: Readonly<Record<SourceKind, (props: KindFieldsProps) => React.ReactNode>> = {
  folder: FolderFields,
  git: GitFields,
  web: WebFields,
  s3: BucketFields,
  imap: MailboxFields,
  push: PushFields,
};

/** The settings and secrets of a kind of source. */
export function KindFields({ kind, stored }: KindFieldsProps & { readonly kind: SourceKind }) {
  const Fields = fields[kind];
  return <Fields stored={stored} />;
}
