import type { Feedback } from '@mingda/contracts';
import { DislikeFilled, DislikeOutlined, LikeFilled, LikeOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { Button, Rate } from 'antd';
import { useState } from 'react';
import { giveFeedback } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import styles from './ask.module.css';

export function Rating({ answerId }: { readonly answerId: string }) {
  const { t } = useLanguage();
  const showFailure = useFailureMessage();
  const [given, setGiven] = useState<Feedback>({});
  const feedback = useMutation({
    mutationFn: (body: Feedback) => giveFeedback({ answerId }, body),
    onError: showFailure,
    onSuccess: (_, body) => setGiven(body),
  });
  const give = (change: Feedback) => feedback.mutate({ ...given, ...change });
  return (
    <span className={styles.rating} role="group" aria-label={t.ask.rate}>
      <Button
        type="text"
        size="small"
        aria-label={t.ask.thumbUp}
        aria-pressed={given.thumb === 'up'}
        icon={given.thumb === 'up' ? <LikeFilled aria-hidden /> : <LikeOutlined aria-hidden />}
        onClick={() => give({ thumb: 'up' })}
      />
      <Button
        type="text"
        size="small"
        aria-label={t.ask.thumbDown}
        aria-pressed={given.thumb === 'down'}
        icon={given.thumb === 'down' ? <DislikeFilled aria-hidden /> : <DislikeOutlined aria-hidden />}
        onClick={() => give({ thumb: 'down' })}
      />
      <span role="group" aria-label={t.ask.rating}>
        <Rate
          className={styles.stars}
          allowClear={false}
          value={given.rating ?? 0}
          onChange={(rating) => give({ rating })}
        />
      </span>
      {feedback.isSuccess && (
        <span className={styles.hint} role="status">
          {t.ask.thanks}
        </span>
      )}
    </span>
  );
}
