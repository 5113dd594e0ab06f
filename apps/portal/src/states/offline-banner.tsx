import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { getSession } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './states.module.css';

const retryMs = 4_000;

/**
 * Watches every query: one that cannot reach the server shows the banner, the next that succeeds hides it. While it is
 * shown the server is asked again and again, and once it answers, what is on the page is loaded anew.
 */
export function OfflineBanner() {
  const { t } = useLanguage();
  const client = useQueryClient();
  const [offline, setOffline] = useState(!navigator.onLine);
  const session = useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => getSession({ signal }),
    enabled: offline,
    refetchInterval: retryMs,
    retry: false,
    gcTime: 0,
  });
  useEffect(() => {
    if (session.isSuccess) void client.invalidateQueries();
  }, [client, session.isSuccess]);
  useEffect(() => {
    const goOffline = () => setOffline(true);
    const goOnline = () => void client.invalidateQueries();
    window.addEventListener('offline', goOffline);
    window.addEventListener('online', goOnline);
    const unsubscribe = client.getQueryCache().subscribe((event) => {
      if (event.type !== 'updated') return;
      if (event.action.type === 'success') setOffline(false);
      if (event.action.type === 'failed' || event.action.type === 'error') {
        const error: unknown = event.action.error;
        if (error instanceof ApiError && error.code === 'UNREACHABLE') setOffline(true);
      }
    });
    return () => {
      window.removeEventListener('offline', goOffline);
      window.removeEventListener('online', goOnline);
      unsubscribe();
    };
  }, [client]);
  if (!offline) return null;
  return (
    <div className={styles.offline} role="status">
      {t.common.offline}
    </div>
  );
}
