import { LogoutOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Suspense } from 'react';
import { Link, NavLink, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { tokenStore } from '../api/token-store.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { isAboutQuality } from '../quality/quality-tabs.tsx';
import { Loading } from '../states/loading.tsx';
import { OfflineBanner } from '../states/offline-banner.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import styles from './layout.module.css';
import { Logo } from './logo.tsx';

export function AppShell() {
  const { t } = useLanguage();
  const client = useQueryClient();
  const aboutQuality = isAboutQuality(useLocation().pathname);
  const signOut = () => {
    tokenStore.clear();
    client.clear();
  };
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {t.common.skip}
      </a>
      <header className={styles.header}>
        <div className={styles.bar}>
          <Link className={styles.brand} to="/collections">
            <Logo />
            {t.name}
          </Link>
          <nav className={styles.nav} aria-label={t.nav.main}>
            <NavLink to="/collections">{t.nav.collections}</NavLink>
            <Link to="/evaluations" aria-current={aboutQuality ? 'page' : undefined}>
              {t.nav.evaluations}
            </Link>
            <NavLink to="/imports">{t.imports.nav}</NavLink>
            <NavLink to="/api-keys">{t.nav.apiKeys}</NavLink>
          </nav>
          <div className={styles.tools}>
            <LanguageSwitch />
            <Button
              type="text"
              icon={<LogoutOutlined aria-hidden />}
              title={t.nav.signOut}
              aria-label={t.nav.signOut}
              onClick={signOut}
            />
          </div>
        </div>
      </header>
      <OfflineBanner />
      <ScrollRestoration />
      <main id="content" className={styles.main} tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}
