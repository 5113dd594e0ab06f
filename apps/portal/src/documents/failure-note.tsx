import type { DocumentVersion } from '@mingda/contracts';
import type { ReactNode } from 'react';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Code, useAdvice } from '../states/failure.tsx';
import styles from './documents.module.css';

interface FailureNoteProps {
  readonly code: string;
  readonly cause: string;
  readonly action?: ReactNode;
}

/** Why a file is not available: cause, code and what to do, on the file's own row. */
export function FailureNote({ code, cause, action }: FailureNoteProps) {
  const advice = useAdvice(code);
  return (
    <div className={styles.failure}>
      <p>
        <strong>{cause}</strong> <Code code={code} />
      </p>
      {advice !== undefined && <p>{advice}</p>}
      {action}
    </div>
  );
}

export function VersionFailure({
  failure,
  action,
}: {
  readonly failure: NonNullable<DocumentVersion['failure']>;
  readonly action?: ReactNode;
}) {
  const { language } = useLanguage();
  const cause = language === 'zh' ? failure.zh : failure.en;
  const subject = failure.subject === undefined ? '' : ` (${failure.subject})`;
  return <FailureNote code={failure.code} cause={cause + subject} action={action} />;
}
