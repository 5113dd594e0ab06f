import type { Answer, Dialogue } from '@mingda/contracts';
import { CustomerServiceOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { changeConversation } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import styles from './ask.module.css';

interface DialogueChoicesProps {
  readonly answer: Answer;
  readonly dialogue: Dialogue;
  readonly onChoose: (option: string) => void;
}

/** What the last reply leaves to choose: one of its options, or to go on without a person. */
export function DialogueChoices({ answer, dialogue, onChoose }: DialogueChoicesProps) {
  const { t } = useLanguage();
  const showFailure = useFailureMessage();
  const { conversationId } = answer;
  const resume = useMutation({
    mutationFn: () => changeConversation({ conversationId }, { state: 'asking' }),
    onError: showFailure,
  });
  if (dialogue.state === 'handed-over' && !resume.isSuccess) {
    return (
      <div className={styles.choices} role="status">
        <span>
          <CustomerServiceOutlined aria-hidden="true" /> {t.dialogue.handedOver}
        </span>
        <Button size="small" loading={resume.isPending} onClick={() => resume.mutate()}>
          {t.dialogue.resume}
        </Button>
      </div>
    );
  }
  const { options = [] } = dialogue;
  if (options.length === 0) return null;
  return (
    <div className={styles.choices} role="group" aria-label={t.dialogue.choose}>
      {options.map((option) => (
        <Button key={option} onClick={() => onChoose(option)}>
          {option}
        </Button>
      ))}
    </div>
  );
}
