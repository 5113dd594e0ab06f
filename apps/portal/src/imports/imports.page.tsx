import { CaretRightOutlined, CheckCircleOutlined, PauseOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Pagination, Select } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { pauseAllImports, resumeAllImports } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { FailedImports } from './failed-imports.tsx';
import { ImportFacts } from './import-facts.tsx';
import {
  failedImportsQuery,
  failedPageSize,
  importsKey,
  importsQuery,
  leftOf,
  type FailedView,
} from './import-queries.ts';
import styles from './imports.module.css';

export function ImportsPage() {
  const { t, language } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const view: FailedView = {
    collectionId: search.get('collection') ?? '',
    code: search.get('code') ?? '',
    page: Math.max(1, Number(search.get('page') ?? 1) || 1),
  };
  const show = ({ collectionId, code, page }: FailedView) => {
    const wanted = { collection: collectionId, code, page: page === 1 ? '' : String(page) };
    setSearch(Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== '')), { replace: true });
  };
  const overview = useQuery(importsQuery);
  const failed = useQuery(failedImportsQuery(view));
  const collections = overview.data?.collections ?? [];
  const codes = failed.data?.codes ?? [];
  const busy = collections.filter((it) => leftOf(it) > 0 || (it.paused && !it.allPaused));
  return (
    <>
      <PageHeader
        title={t.imports.title}
        intro={t.imports.intro}
        actions={overview.data !== undefined && <PauseAll paused={overview.data.total.paused} />}
      />
      {overview.isPending && <Loading />}
      {overview.isError && <Failure error={overview.error} onRetry={() => void overview.refetch()} />}
      {overview.data !== undefined && (
        <section className={styles.panel} aria-label={t.imports.current}>
          <header className={styles.panelHeader}>
            <h2>
              {overview.data.total.paused ? t.imports.allPaused : busy.length > 0 ? t.imports.running : t.imports.idle}
            </h2>
            <ImportFacts load={overview.data.total} />
          </header>
          {busy.length > 0 && (
            <ul>
              {busy.map((it) => (
                <li key={it.collectionId} className={styles.row}>
                  <Link to={`/collections/${it.collectionId}/documents`}>{it.name}</Link>
                  {it.paused && !it.allPaused && <span className={styles.tag}>{t.imports.paused}</span>}
                  <ImportFacts load={it} />
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
      <div className={styles.toolbar}>
        <h2>{t.imports.failedTitle}</h2>
        <Select
          aria-label={t.imports.collection}
          className={styles.select}
          value={view.collectionId}
          options={[
            { value: '', label: t.imports.allCollections },
            ...collections.map((it) => ({ value: it.collectionId, label: it.name })),
          ]}
          onChange={(collectionId) => show({ collectionId, code: '', page: 1 })}
        />
        <Select
          aria-label={t.imports.causes}
          className={styles.select}
          popupMatchSelectWidth={false}
          value={view.code}
          options={[
            { value: '', label: t.imports.allCodes },
            ...codes.map(({ code, en, zh, count }) => ({
              value: code,
              label: `${language === 'zh' ? zh : en} (${count})`,
            })),
          ]}
          onChange={(code) => show({ ...view, code, page: 1 })}
        />
      </div>
      {failed.isPending && <Loading rows={6} />}
      {failed.isError && <Failure error={failed.error} onRetry={() => void failed.refetch()} />}
      {failed.data?.total === 0 && (
        <EmptyState
          icon={<CheckCircleOutlined aria-hidden />}
          title={t.imports.emptyTitle}
          text={t.imports.emptyText}
        />
      )}
      {failed.data !== undefined && failed.data.total > 0 && (
        <>
          <FailedImports key={JSON.stringify(view)} view={view} list={failed.data} />
          <Pagination
            className={styles.pagination}
            align="center"
            current={view.page}
            pageSize={failedPageSize}
            total={failed.data.total}
            showSizeChanger={false}
            hideOnSinglePage
            onChange={(page) => show({ ...view, page })}
          />
        </>
      )}
    </>
  );
}

function PauseAll({ paused }: { readonly paused: boolean }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const onError = useFailureMessage();
  const change = useMutation({
    mutationFn: () => (paused ? resumeAllImports() : pauseAllImports()),
    onError,
    onSettled: () => client.invalidateQueries({ queryKey: importsKey }),
  });
  return (
    <Button
      icon={paused ? <CaretRightOutlined aria-hidden /> : <PauseOutlined aria-hidden />}
      loading={change.isPending}
      onClick={() => change.mutate()}
    >
      {paused ? t.imports.resumeAll : t.imports.pauseAll}
    </Button>
  );
}
