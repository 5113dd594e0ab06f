import { App } from 'antd';
import { toApiError } from '../api/api-error.ts';
import { useLanguage } from '../i18n/language-provider.tsx';

/** Shows a failed action as a notification with its code and what to do. */
export function useFailureMessage(): (error: unknown) => void {
  const { notification } = App.useApp();
  const { t, language } = useLanguage();
  return (error) => {
    const problem = toApiError(error);
    const advice: Readonly<Record<string, string | undefined>> = t.advice;
    const title = language === 'zh' ? problem.titleZh : problem.title;
    notification.error({
      title: t.common.failedTitle,
      description: [`${title} (${problem.code})`, advice[problem.code]].filter((it) => it !== undefined).join(' '),
      duration: 8,
    });
  };
}
