import { LoadingOutlined } from '@ant-design/icons';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Logo } from '../layout/logo.tsx';
import { Failure } from '../states/failure.tsx';
import { AnswerView } from './answer-view.tsx';
import styles from './ask.module.css';
import type { OpenCitation } from './citation-drawer.tsx';
import type { Exchange } from './conversation-store.ts';

interface ExchangeViewProps {
  readonly exchange: Exchange;
  readonly onCitation: (citation: OpenCitation) => void;
  readonly onRetry: () => void;
}

export function ExchangeView({ exchange, onCitation, onRetry }: ExchangeViewProps) {
  const { t } = useLanguage();
  return (
    <li className={styles.exchange}>
      <div className={styles.question}>
        <span className="visually-hidden">{t.ask.you}: </span>
        {exchange.question}
      </div>
      <div className={styles.reply}>
        <span className={styles.avatar}>
          <Logo size={32} />
        </span>
        <div className={styles.replyBody}>
          {exchange.answer === null ? (
            <Unanswered exchange={exchange} onRetry={onRetry} />
          ) : (
            <AnswerView answer={exchange.answer} passages={exchange.passages} onCitation={onCitation} />
          )}
        </div>
      </div>
    </li>
  );
}

function Unanswered({ exchange, onRetry }: Pick<ExchangeViewProps, 'exchange' | 'onRetry'>) {
  const { t } = useLanguage();
  const busy = exchange.state === 'searching' || exchange.state === 'answering';
  return (
    <>
      {exchange.text !== '' && (
        <p className={styles.text}>
          {exchange.text}
          {busy && <span className={styles.caret} aria-hidden="true" />}
        </p>
      )}
      {busy && exchange.text === '' && (
        <p className={styles.hint} role="status">
          <LoadingOutlined aria-hidden="true" />{' '}
          {exchange.state === 'searching' ? t.ask.searching : t.ask.reading(exchange.passages.length)}
        </p>
      )}
      {exchange.state === 'stopped' && <p className={styles.hint}>{t.ask.stopped}</p>}
      {exchange.error !== null && <Failure title={t.ask.failed} error={exchange.error} onRetry={onRetry} />}
    </>
  );
}
