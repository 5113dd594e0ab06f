import type { GoldSetDetail } from '@mingda/contracts';
import { DeleteOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useNavigate } from 'react-router';
import { deleteGoldSet } from '../api/client.generated.ts';
import { goldSetsQuery } from '../evaluations/evaluation-queries.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';

export function DeleteGoldSet({ set }: { readonly set: GoldSetDetail }) {
  const { t } = useLanguage();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const showFailure = useFailureMessage();
  const remove = async () => {
    try {
      await deleteGoldSet({ goldSet: set.name });
      await navigate('/gold-sets');
      await client.invalidateQueries({ queryKey: goldSetsQuery.queryKey, exact: true });
    } catch (error) {
      showFailure(error);
    }
  };
  const confirm = () =>
    void modal.confirm({
      title: t.goldSets.deleteTitle(set.title),
      content: t.goldSets.deleteText,
      okText: t.goldSets.delete,
      okButtonProps: { danger: true },
      autoFocusButton: 'cancel',
      onOk: remove,
    });
  return (
    <Button danger icon={<DeleteOutlined aria-hidden />} onClick={confirm}>
      {t.goldSets.delete}
    </Button>
  );
}
