import type { SearchFilter } from '@mingda/contracts';
import { FileAddOutlined, MessageOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useCollection } from '../collections/use-collection.ts';
import { faqListQuery } from '../faq/faq-queries.ts';
import { FilterBar } from '../filter/filter-bar.tsx';
import { useLanguage } from '../i18n/language-provider.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import styles from './ask.module.css';
import { CitationDrawer, type OpenCitation } from './citation-drawer.tsx';
import { DialogueChoices } from './dialogue-choices.tsx';
import { ExchangeView } from './exchange-view.tsx';
import { QuestionBox } from './question-box.tsx';
import { useConversation } from './use-conversation.ts';

export function AskTab() {
  const { t } = useLanguage();
  const collection = useCollection();
  const { conversation, exchanges } = useConversation(collection.id);
  const isWithoutDocuments = collection.documentCount === 0;
  const approved = useQuery({
    ...faqListQuery(collection.id, { search: '', state: 'approved', page: 1 }),
    enabled: isWithoutDocuments,
  });
  const [filter, setFilter] = useState<SearchFilter>([]);
  const [citation, setCitation] = useState<OpenCitation | null>(null);
  const last = exchanges.at(-1);
  const busy = last?.state === 'searching' || last?.state === 'answering';
  const end = useRef<HTMLDivElement>(null);
  const lastId = last?.id;
  const lastState = last?.state;
  useEffect(() => {
    if (lastId !== undefined) end.current?.scrollIntoView({ block: 'end' });
  }, [lastId, lastState]);

  // Approved answers can be asked for before there is any document.
  if (isWithoutDocuments && exchanges.length === 0 && (approved.data?.total ?? 0) === 0) {
    return (
      <EmptyState
        icon={<FileAddOutlined aria-hidden />}
        title={t.ask.noDocumentsTitle}
        text={t.ask.noDocumentsText}
        action={<Link to="../documents">{t.ask.addDocuments}</Link>}
      />
    );
  }
  return (
    <div className={styles.page}>
      {exchanges.length === 0 ? (
        <EmptyState icon={<MessageOutlined aria-hidden />} title={t.ask.emptyTitle} text={t.ask.emptyText} />
      ) : (
        <>
          <div className={styles.toolbar}>
            <Button icon={<PlusOutlined aria-hidden />} onClick={() => conversation.clear()}>
              {t.ask.newConversation}
            </Button>
          </div>
          <ol className={styles.exchanges} aria-live="polite" aria-busy={busy}>
            {exchanges.map((exchange) => (
              <ExchangeView
                key={exchange.id}
                exchange={exchange}
                onCitation={setCitation}
                onRetry={() => void conversation.send(exchange.question, filter)}
              />
            ))}
          </ol>
        </>
      )}
      {last?.answer?.dialogue !== undefined && !busy && (
        <DialogueChoices
          answer={last.answer}
          dialogue={last.answer.dialogue}
          onChoose={(option) => void conversation.send(option, filter)}
        />
      )}
      <FilterBar collectionId={collection.id} filter={filter} onChange={setFilter} />
      <QuestionBox
        busy={busy}
        onSend={(question) => void conversation.send(question, filter)}
        onStop={() => conversation.stop()}
      />
      <div ref={end} />
      <CitationDrawer collectionId={collection.id} open={citation} onClose={() => setCitation(null)} />
    </div>
  );
}
