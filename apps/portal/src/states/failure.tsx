import { CloseCircleFilled } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { toApiError } from '../api/api-error.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './states.module.css';

interface FailureProps {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** A failed call: what happened in the page's language, the stable code, and what to do. */
export function Failure({ error, title, onRetry }: FailureProps) {
  const { t, language } = useLanguage();
  const problem = toApiError(error);
  return (
    <FailureBox
      title={title ?? t.common.failedTitle}
      cause={language === 'zh' ? problem.titleZh : problem.title}
      code={problem.code}
      detail={problem.requestId === undefined ? problem.detail : t.common.requestNumber(problem.requestId)}
      action={
        onRetry && (
          <Button size="small" onClick={onRetry}>
            {t.common.retry}
          </Button>
        )
      }
    />
  );
}

interface FailureBoxProps {
  readonly title: string;
  readonly cause: string;
  readonly code: string;
  readonly detail?: string | undefined;
  readonly action?: ReactNode;
}

export function FailureBox({ title, cause, code, detail, action }: FailureBoxProps) {
  const advice = useAdvice(code);
  return (
    <div className={styles.failure} role="alert">
      <CloseCircleFilled aria-hidden="true" />
      <h3>{title}</h3>
      <p>
        {cause} <Code code={code} />
      </p>
      {advice !== undefined && <p>{advice}</p>}
      {detail !== undefined && <p className={styles.faint}>{detail}</p>}
      {action !== undefined && <div>{action}</div>}
    </div>
  );
}

export function Code({ code }: { readonly code: string }) {
  return <span className={styles.code}>{code}</span>;
}

export function useAdvice(code: string): string | undefined {
  const advice: Readonly<Record<string, string | undefined>> = useLanguage().t.advice;
  return advice[code];
}
