import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { ComparisonView } from './comparison-view.tsx';
import { comparisonQuery } from './gate-queries.ts';
import { RunPicker } from './run-picker.tsx';

/** Two runs side by side; which ones is in the address, so that a comparison can be sent to somebody. */
export function ComparisonPage() {
  const { t } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const before = search.get('before') ?? '';
  const after = search.get('after') ?? '';
  const chosen = before !== '' && after !== '';
  const comparison = useQuery({ ...comparisonQuery(before, after), enabled: chosen });
  const choose = (name: 'before' | 'after') => (id: string) => {
    const next = new URLSearchParams(search);
    next.set(name, id);
    setSearch(next, { replace: true });
  };
  return (
    <>
      <PageHeader title={t.gate.comparison.title} back={{ to: '/evaluations', label: t.gate.comparison.back }} />
      <RunPicker before={before} after={after} onBefore={choose('before')} onAfter={choose('after')} />
      {!chosen && <p>{t.gate.comparison.pick}</p>}
      {chosen && comparison.isPending && <Loading rows={8} />}
      {comparison.isError && <Failure error={comparison.error} onRetry={() => void comparison.refetch()} />}
      {comparison.data !== undefined && <ComparisonView comparison={comparison.data} />}
    </>
  );
}
