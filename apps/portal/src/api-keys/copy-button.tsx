import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
}

/** The clipboard needs a secure address (https or localhost); elsewhere the button stays away and the text is selected by hand. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const { t } = useLanguage();
  const [copied, setCopied] = useState(false);
  if (!window.isSecureContext) return null;
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Button
      icon={copied ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />}
      aria-label={label}
      onClick={() => void copy()}
    >
      {copied ? t.common.copied : t.common.copy}
    </Button>
  );
}
