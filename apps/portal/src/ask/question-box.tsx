import { ArrowUpOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState, type KeyboardEvent } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './question-box.module.css';

interface QuestionBoxProps {
  readonly busy: boolean;
  readonly onSend: (question: string) => void;
  readonly onStop: () => void;
}

export function QuestionBox({ busy, onSend, onStop }: QuestionBoxProps) {
  const { t } = useLanguage();
  const [question, setQuestion] = useState('');
  const send = () => {
    if (question.trim() === '' || busy) return;
    onSend(question.trim());
    setQuestion('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method is composing, Enter picks a candidate and must not send.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={styles.box}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Input.TextArea
        aria-label={t.ask.label}
        placeholder={t.ask.placeholder}
        value={question}
        autoFocus
        autoSize={{ minRows: 1, maxRows: 8 }}
        variant="borderless"
        maxLength={10_000}
        onChange={(event) => setQuestion(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.boxFoot}>
        <span className={styles.hint}>{t.ask.hint}</span>
        {busy ? (
          <Button onClick={onStop}>{t.ask.stop}</Button>
        ) : (
          <Button
            type="primary"
            htmlType="submit"
            icon={<ArrowUpOutlined aria-hidden />}
            disabled={question.trim() === ''}
          >
            {t.ask.send}
          </Button>
        )}
      </div>
    </form>
  );
}
