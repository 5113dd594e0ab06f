import type { GateStatus } from '@mingda/contracts';
import { Button, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './gate.module.css';
import { useGateAction } from './use-gate-action.ts';

interface PublishButtonProps {
  readonly collectionId: string;
  readonly status: GateStatus;
  readonly version: number;
}

const shortestReason = 5;

/** One click when the draft may answer; otherwise a dialog that asks why it shall all the same. */
export function PublishButton({ collectionId, status, version }: PublishButtonProps) {
  const { t } = useLanguage();
  const id = useId();
  const { publish } = useGateAction(collectionId);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  if (status.policy === null || status.verdict?.outcome === 'passed') {
    return (
      <Button type="primary" loading={publish.isPending} onClick={() => publish.mutate({ version })}>
        {t.gate.publish}
      </Button>
    );
  }
  const override = () => {
    publish.mutate({ version, overrideReason: reason.trim() });
    setAsking(false);
  };
  return (
    <>
      <Button danger loading={publish.isPending} onClick={() => setAsking(true)}>
        {t.gate.publishAnyway}
      </Button>
      <Modal
        open={asking}
        title={t.gate.overrideTitle}
        okText={t.gate.publishAnyway}
        okButtonProps={{ danger: true, disabled: reason.trim().length < shortestReason }}
        onOk={override}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        <p>{t.gate.overrideText}</p>
        <label htmlFor={id}>{t.gate.overrideLabel}</label>
        <Input.TextArea
          id={id}
          rows={3}
          maxLength={1000}
          value={reason}
          onChange={(it) => setReason(it.target.value)}
        />
        <p className={styles.faint}>{t.gate.overrideShort}</p>
      </Modal>
    </>
  );
}
