import { UnlockOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { unlockDocument } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { importsKey } from '../imports/import-queries.ts';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { documentsKey } from './document-queries.ts';

/** Whether a password is what a failed file lacks. */
export const needsPassword = (code: string | undefined): boolean =>
  code === 'FILE_ENCRYPTED' || code === 'FILE_PASSWORD_WRONG';

interface UnlockButtonProps {
  readonly collectionId: string;
  readonly documentId: string;
  readonly title: string;
}

/** Asks for the password of a protected file and has it read again. */
export function UnlockButton({ collectionId, documentId, title }: UnlockButtonProps) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const onError = useFailureMessage();
  const [form] = Form.useForm<{ password: string }>();
  const [open, setOpen] = useState(false);
  const unlock = useMutation({
    mutationFn: ({ password }: { password: string }) => unlockDocument({ collectionId, documentId }, { password }),
    onSuccess: () => setOpen(false),
    onError,
    // The password is among what a mutation remembers: it is forgotten once the server has answered.
    gcTime: 0,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: documentsKey(collectionId) }),
        client.invalidateQueries({ queryKey: importsKey }),
      ]),
  });
  return (
    <>
      <Button size="small" type="primary" icon={<UnlockOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t.documents.enterPassword}
      </Button>
      <Modal
        open={open}
        title={t.documents.passwordTitle(title)}
        okText={t.documents.unlock}
        cancelText={t.common.cancel}
        confirmLoading={unlock.isPending}
        onOk={form.submit}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form
          form={form}
          layout="vertical"
          preserve={false}
          onFinish={(values) => unlock.mutate(values, { onSettled: unlock.reset })}
        >
          <Form.Item
            name="password"
            label={t.documents.password}
            extra={t.documents.passwordKept}
            rules={[{ required: true, message: t.documents.passwordMissing }]}
          >
            <Input.Password autoFocus autoComplete="off" maxLength={255} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
