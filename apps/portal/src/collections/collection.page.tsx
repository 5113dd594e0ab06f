import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { NavLink, Outlet, useParams } from 'react-router';
import { useLanguage } from '../i18n/language-provider.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { collectionQuery } from './collection-queries.ts';
import styles from '../layout/tabs.module.css';

export function CollectionPage() {
  const { t } = useLanguage();
  const { collectionId = '' } = useParams();
  const collection = useQuery(collectionQuery(collectionId));
  const back = { to: '/collections', label: t.collections.title };
  if (collection.data === undefined) {
    return collection.isError ? (
      <>
        <PageHeader title={t.collections.title} back={back} />
        <Failure error={collection.error} onRetry={() => void collection.refetch()} />
      </>
    ) : (
      <Loading />
    );
  }
  return (
    <>
      <PageHeader title={collection.data.name} intro={collection.data.description} back={back} />
      <nav className={styles.tabs} aria-label={collection.data.name}>
        <NavLink to="documents">{t.collections.tabDocuments}</NavLink>
        <NavLink to="sources">{t.sources.tab}</NavLink>
        <NavLink to="ask">{t.collections.tabAsk}</NavLink>
        <NavLink to="faq">{t.faq.tab}</NavLink>
        <NavLink to="intents">{t.intents.tab}</NavLink>
        <NavLink to="search">{t.collections.tabSearch}</NavLink>
        <NavLink to="lexicon">{t.lexicon.tab}</NavLink>
        <NavLink to="profile">{t.gate.tab}</NavLink>
      </nav>
      <Suspense fallback={<Loading />}>
        <Outlet context={collection.data} />
      </Suspense>
    </>
  );
}
