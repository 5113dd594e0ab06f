import type { Source, SourceKind } from '@mingda/contracts';
import {
  ApiOutlined,
  BranchesOutlined,
  CloudOutlined,
  FolderOutlined,
  GlobalOutlined,
  MailOutlined,
} from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Form, Input, Radio } from 'antd';
import { useState, type ReactNode } from 'react';
import { checkSource, createSource, runSource, updateSource } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { TimingFields, type Timing } from '../schedules/timing-fields.tsx';
import { Failure } from '../states/failure.tsx';
import { ConnectionCheck } from './connection-check.tsx';
import { bodyOf, connectionOf, fieldsOf, startSettings, type SourceFields } from './source-body.ts';
import { KindFields } from './source-fields.tsx';
import { sourcesKey } from './source-queries.ts';
import styles from './sources.module.css';

interface SourceEditorProps {
  readonly collectionId: string;
  /** Undefined for a new one. */
  readonly source: Source | undefined;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** A new source in two steps, the kind first; a stored one at its settings. */
export function SourceEditor(props: SourceEditorProps) {
  const { t } = useLanguage();
  const { source, open, onClose } = props;
  return (
    <Drawer
      open={open}
      size={680}
      title={source === undefined ? t.sources.add : t.sources.editTitle(source.name)}
      onClose={onClose}
      destroyOnHidden
    >
      {open && <Steps {...props} />}
    </Drawer>
  );
}

function Steps(props: SourceEditorProps) {
  const [kind, setKind] = useState(props.source?.kind);
  if (kind === undefined) return <KindChoice onChoose={setKind} />;
  return <SourceForm {...props} kind={kind} onBack={() => setKind(undefined)} />;
}

const kinds: readonly (readonly [SourceKind, ReactNode])[] = [
  ['folder', <FolderOutlined key="folder" aria-hidden />],
  ['git', <BranchesOutlined key="git" aria-hidden />],
  ['web', <GlobalOutlined key="web" aria-hidden />],
  ['s3', <CloudOutlined key="s3" aria-hidden />],
  ['imap', <MailOutlined key="imap" aria-hidden />],
  ['push', <ApiOutlined key="push" aria-hidden />],
];

function KindChoice({ onChoose }: { readonly onChoose: (kind: SourceKind) => void }) {
  const { t } = useLanguage();
  return (
    <>
      <h2 className={styles.question}>{t.sources.kind}</h2>
      <ul className={styles.kinds}>
        {kinds.map(([kind, icon]) => (
          <li key={kind}>
            <button type="button" className={styles.kind} onClick={() => onChoose(kind)}>
              <span className={styles.icon}>{icon}</span>
              <strong>{t.sources.kinds[kind]}</strong>
              <span>{t.sources.kindTexts[kind]}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

interface SourceFormProps extends SourceEditorProps {
  readonly kind: SourceKind;
  readonly onBack: () => void;
}

function SourceForm({ collectionId, source, kind, onBack, onClose }: SourceFormProps) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [form] = Form.useForm<Omit<SourceFields, 'kind'>>();
  const timed = Form.useWatch('timed', form) ?? true;
  const checking = useMutation({
    mutationFn: (fields: SourceFields) =>
      checkSource(
        { collectionId },
        { connection: connectionOf(fields), ...(source === undefined ? {} : { sourceId: source.id }) },
      ),
  });
  const saving = useMutation({
    mutationFn: async (fields: SourceFields) => {
      if (source !== undefined) {
        await updateSource({ collectionId, sourceId: source.id }, bodyOf(fields, source.enabled));
        return;
      }
      const { id: sourceId } = await createSource({ collectionId }, bodyOf(fields, true));
      if (kind !== 'push') await runSource({ collectionId, sourceId });
    },
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: sourcesKey(collectionId) }),
  });
  const initial = { ...fieldsOf(source), ...(source === undefined ? { settings: startSettings[kind] } : {}) };
  const check = async (): Promise<void> => {
    const fields = await form.validateFields().catch(() => undefined);
    if (fields !== undefined) checking.mutate({ ...fields, kind });
  };
  return (
    <>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onValuesChange={() => checking.reset()}
        onFinish={(fields) => saving.mutate({ ...initial, ...fields, kind })}
      >
        <Form.Item
          name="name"
          label={t.sources.name}
          extra={source === undefined && kind !== 'web' ? t.sources.nameHint : undefined}
          rules={[
            { required: true, whitespace: true, max: 100, pattern: /^[^/\\]+$/, message: t.sources.nameRequired },
          ]}
        >
          <Input autoFocus placeholder={t.sources.kinds[kind]} />
        </Form.Item>
        <KindFields kind={kind} stored={source?.storedSecrets ?? []} />
        {kind !== 'push' && (
          <>
            <Form.Item name="timed" label={t.sources.when}>
              <Radio.Group
                options={[
                  { value: true, label: t.sources.timed },
                  { value: false, label: t.sources.never },
                ]}
              />
            </Form.Item>
            <Form.Item name="timing" hidden={!timed}>
              <TimingControl />
            </Form.Item>
          </>
        )}
      </Form>
      {checking.isError && <Failure error={checking.error} />}
      {checking.isSuccess && <ConnectionCheck result={checking.data} />}
      {saving.isError && <Failure error={saving.error} />}
      <div className={styles.footer}>
        {source === undefined && <Button onClick={onBack}>{t.sources.back}</Button>}
        <span className={styles.grow} />
        {kind !== 'push' && (
          <Button loading={checking.isPending} onClick={() => void check()}>
            {checking.isPending ? t.sources.checking : t.sources.check}
          </Button>
        )}
        <Button type="primary" loading={saving.isPending} onClick={() => form.submit()}>
          {source === undefined && kind !== 'push' ? t.sources.create : t.sources.save}
        </Button>
      </div>
    </>
  );
}

/** The form hands value and change handler to what stands inside a field. */
function TimingControl({ value, onChange }: { value?: Timing; onChange?: (value: Timing) => void }) {
  if (value === undefined || onChange === undefined) return null;
  return <TimingFields value={value} onChange={onChange} />;
}
