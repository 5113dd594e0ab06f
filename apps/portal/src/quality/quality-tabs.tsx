import { NavLink } from 'react-router';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from '../layout/tabs.module.css';

/** The pages about quality, one tab each, under their common title. */
const tabs = [
  { path: '/evaluations', label: 'runs' },
  { path: '/gold-sets', label: 'goldSets' },
  { path: '/reviews', label: 'reviews' },
  { path: '/gaps', label: 'gaps' },
  { path: '/schedules', label: 'reports' },
] as const;

/** Whether an address is one of these pages, or below one. */
export function isAboutQuality(pathname: string): boolean {
  return tabs.some(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
}

export function QualityTabs() {
  const { t } = useLanguage();
  return (
    <nav className={styles.tabs} aria-label={t.quality.title}>
      {tabs.map(({ path, label }) => (
        <NavLink key={path} to={path}>
          {t.quality.tabs[label]}
        </NavLink>
      ))}
    </nav>
  );
}
