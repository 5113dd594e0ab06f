import { ExportOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { exportGoldItems } from '../api/client.generated.ts';
import { saveAs } from '../faq/save-as.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';

const formats = ['jsonl', 'csv'] as const;

interface ExportMenuProps {
  readonly goldSet: string;
  /** A frozen version; the accepted items of now when absent. */
  readonly version?: number;
}

export function ExportMenu({ goldSet, version }: ExportMenuProps) {
  const { t } = useLanguage();
  const showFailure = useFailureMessage();
  const save = async (format: (typeof formats)[number]) => {
    try {
      const query = { format, ...(version === undefined ? {} : { version }) };
      saveAs(
        await exportGoldItems({ goldSet }, query),
        `${goldSet}${version === undefined ? '' : `-v${version}`}.${format}`,
      );
    } catch (error) {
      showFailure(error);
    }
  };
  return (
    <Dropdown
      menu={{ items: formats.map((key) => ({ key, label: t.goldSets.export[key], onClick: () => void save(key) })) }}
      trigger={['click']}
    >
      <Button icon={<ExportOutlined aria-hidden />}>{t.goldSets.export.open}</Button>
    </Dropdown>
  );
}
