import { Button, Input } from 'antd';
import { useId, useState, type FormEvent } from 'react';
import { toApiError } from '../api/api-error.ts';
import { getSession } from '../api/client.generated.ts';
import { tokenStore } from '../api/token-store.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { LanguageSwitch } from '../layout/language-switch.tsx';
import { Logo } from '../layout/logo.tsx';
import { Failure } from '../states/failure.tsx';
import styles from './sign-in.module.css';

interface SignInPageProps {
  readonly onSignedIn: () => void;
}

export function SignInPage({ onSignedIn }: SignInPageProps) {
  const { t } = useLanguage();
  const field = useId();
  const [token, setToken] = useState('');
  const [hint, setHint] = useState<'empty' | 'wrong' | 'integration' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    setHint(null);
    if (token.trim() === '') return setHint('empty');
    setBusy(true);
    tokenStore.set(token.trim());
    try {
      const session = await getSession();
      if (session.kind === 'admin') return onSignedIn();
      tokenStore.clear();
      setHint('integration');
    } catch (thrown) {
      tokenStore.clear();
      if (toApiError(thrown).code === 'UNAUTHENTICATED') setHint('wrong');
      else setError(thrown);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={styles.page}>
      <div className={styles.top}>
        <LanguageSwitch />
      </div>
      <main className={styles.card}>
        <div className={styles.brand}>
          <Logo size={44} />
          <div>
            <strong>{t.name}</strong>
            <p>{t.tagline}</p>
          </div>
        </div>
        <h1>{t.signIn.title}</h1>
        <form className={styles.form} onSubmit={(event) => void signIn(event)}>
          <label htmlFor={field}>{t.signIn.label}</label>
          <Input.Password
            id={field}
            size="large"
            autoFocus
            autoComplete="current-password"
            value={token}
            status={hint === null ? '' : 'error'}
            aria-invalid={hint !== null}
            aria-describedby={`${field}-hint`}
            onChange={(event) => setToken(event.target.value)}
          />
          <p
            id={`${field}-hint`}
            className={hint === null ? undefined : styles.error}
            role={hint === null ? undefined : 'alert'}
          >
            {hint === null ? t.signIn.intro : t.signIn[hint]}
          </p>
          {error !== null && <Failure error={error} />}
          <Button type="primary" size="large" htmlType="submit" loading={busy} block>
            {t.signIn.submit}
          </Button>
        </form>
        <section className={styles.where}>
          <h2>{t.signIn.where}</h2>
          <p>{t.signIn.whereText}</p>
          <code>npx mingda start</code>
        </section>
      </main>
      <div className={styles.end} />
    </div>
  );
}
