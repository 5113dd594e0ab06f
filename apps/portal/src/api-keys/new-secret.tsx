import type { ApiKey } from '@mingda/contracts';
import { useLanguage } from '../i18n/language-provider.tsx';
import styles from './api-keys.module.css';
import { CopyButton } from './copy-button.tsx';

interface NewSecretProps {
  readonly apiKey: ApiKey & { readonly secret: string };
  /** A collection that the key may ask, for the example. */
  readonly collectionId: string | undefined;
}

export function NewSecret({ apiKey, collectionId }: NewSecretProps) {
  const { t } = useLanguage();
  const example = curlExample(apiKey.secret, collectionId ?? 'COLLECTION_ID', t.apiKeys.exampleQuestion);
  return (
    <div className={styles.secret}>
      <p>{t.apiKeys.secretText}</p>
      <div className={styles.secretLine}>
        <code aria-label={t.apiKeys.secretLabel}>{apiKey.secret}</code>
        <CopyButton text={apiKey.secret} label={t.apiKeys.copyKey} />
      </div>
      <div className={styles.exampleHeader}>
        <h3>{t.apiKeys.example}</h3>
        <CopyButton text={example} label={t.apiKeys.copyExample} />
      </div>
      <pre className={styles.example} tabIndex={0}>
        {example}
      </pre>
    </div>
  );
}

function curlExample(secret: string, collectionId: string, question: string): string {
  return [
    `curl ${window.location.origin}/api/v1/collections/${collectionId}/ask \\`,
    `  -H 'authorization: Bearer ${secret}' \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify({ question })}'`,
  ].join('\n');
}
