import { DownloadOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { exportInstructions, exportRatings } from '../api/client.generated.ts';
import { saveAs } from '../faq/save-as.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';

export function ReviewExports({ collectionId }: { readonly collectionId: string }) {
  const { t } = useLanguage();
  const { modal } = App.useApp();
  const onError = useFailureMessage();
  const query = collectionId === '' ? {} : { collectionId };
  const ratings = useMutation({
    mutationFn: () => exportRatings(query),
    onSuccess: (blob) => saveAs(blob, 'rated-answers.jsonl'),
    onError,
  });
  const instructions = useMutation({
    mutationFn: () => exportInstructions(query),
    onSuccess: (blob) => saveAs(blob, 'instructions.jsonl'),
    onError,
  });
  const confirm = () =>
    void modal.confirm({
      title: t.reviews.exportInstructions,
      content: t.reviews.exportWarning,
      okText: t.reviews.exportConfirm,
      onOk: () => instructions.mutateAsync().catch(() => undefined),
    });
  return (
    <>
      <Button icon={<DownloadOutlined aria-hidden />} loading={ratings.isPending} onClick={() => ratings.mutate()}>
        {t.reviews.exportRatings}
      </Button>
      <Button icon={<DownloadOutlined aria-hidden />} loading={instructions.isPending} onClick={confirm}>
        {t.reviews.exportInstructions}
      </Button>
    </>
  );
}
