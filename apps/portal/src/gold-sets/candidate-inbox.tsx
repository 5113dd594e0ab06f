import type { GoldItem, GoldSetDetail } from '@mingda/contracts';
import { CheckOutlined, CloseOutlined, EditOutlined, InboxOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { bulkGoldItems } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { EmptyState } from '../states/empty-state.tsx';
import { Failure } from '../states/failure.tsx';
import { Loading } from '../states/loading.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { FindCandidates } from './find-candidates.tsx';
import { candidatesQuery, goldSetsKey } from './gold-set-queries.ts';
import styles from './gold-sets.module.css';

interface CandidateInboxProps {
  readonly set: GoldSetDetail;
  readonly onEdit: (item: GoldItem) => void;
  /** Keys belong to the editor while it is open. */
  readonly isEditing: boolean;
}

/** Candidates one after the other, decided on with the mouse or with single keys. */
export function CandidateInbox({ set, onEdit, isEditing }: CandidateInboxProps) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const showFailure = useFailureMessage();
  const candidates = useQuery(candidatesQuery(set.name));
  const items = candidates.data?.items ?? [];
  const [position, setPosition] = useState(0);
  const at = Math.min(position, items.length - 1);
  const decision = useMutation({
    mutationFn: ({ id, action }: { id: string; action: 'accept' | 'reject' }) =>
      bulkGoldItems({ goldSet: set.name }, { ids: [id], action }),
    onError: showFailure,
    onSettled: () => client.invalidateQueries({ queryKey: goldSetsKey }),
  });
  const decide = (action: 'accept' | 'reject', item = items[at]) => {
    if (item !== undefined && !decision.isPending) decision.mutate({ id: item.id, action });
  };
  useKeys(!isEditing, {
    a: () => decide('accept'),
    r: () => decide('reject'),
    e: () => items[at] !== undefined && onEdit(items[at]),
    j: () => setPosition(Math.min(at + 1, items.length - 1)),
    k: () => setPosition(Math.max(at - 1, 0)),
  });
  return (
    <section className={styles.panel} aria-label={t.goldSets.candidates.label}>
      <FindCandidates set={set} />
      {candidates.isPending && <Loading />}
      {candidates.isError && <Failure error={candidates.error} onRetry={() => void candidates.refetch()} />}
      {candidates.isSuccess && items.length === 0 && (
        <EmptyState
          icon={<InboxOutlined aria-hidden />}
          title={t.goldSets.candidates.emptyTitle}
          text={t.goldSets.candidates.emptyText}
        />
      )}
      {items.length > 0 && (
        <p className={styles.hint}>
          <span>{t.goldSets.candidates.left(candidates.data?.total ?? 0)}</span>
          <span>{t.goldSets.candidates.keys}</span>
        </p>
      )}
      <ul>
        {items.map((item, index) => (
          <Candidate
            key={item.id}
            item={item}
            isCurrent={index === at}
            onDecide={(action) => decide(action, item)}
            onEdit={() => onEdit(item)}
            onFocus={() => setPosition(index)}
          />
        ))}
      </ul>
    </section>
  );
}

interface CandidateProps {
  readonly item: GoldItem;
  readonly isCurrent: boolean;
  readonly onDecide: (action: 'accept' | 'reject') => void;
  readonly onEdit: () => void;
  readonly onFocus: () => void;
}

function Candidate({ item, isCurrent, onDecide, onEdit, onFocus }: CandidateProps) {
  const { t } = useLanguage();
  const row = useRef<HTMLLIElement>(null);
  const { candidates } = t.goldSets;
  const { note } = item;
  useEffect(() => {
    if (isCurrent) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  return (
    <li ref={row} className={styles.candidate} aria-current={isCurrent} onMouseDown={onFocus}>
      <div className={styles.rowMain}>
        <strong className={styles.rowTitle}>{item.question}</strong>
        <p className={styles.facts}>
          <span>{t.goldSets.origins[item.origin]}</span>
          {note?.count !== undefined && <span>{candidates.count(note.count)}</span>}
          {note?.reasons?.map((reason) => (
            <span key={reason} className={styles.tag}>
              {candidates.reasons[reason]}
            </span>
          ))}
          {note?.maker !== undefined && <span>{candidates.maker(note.maker)}</span>}
        </p>
        <p>{item.answers[0] ?? <span className={styles.faint}>{candidates.noAnswer}</span>}</p>
        {note?.examples !== undefined && (
          <p className={styles.faint}>
            {candidates.examples}: {note.examples.join(' · ')}
          </p>
        )}
        {item.evidence.map((it) => (
          <blockquote key={`${it.versionId} ${it.quote}`} className={styles.quote}>
            <p>{it.quote}</p>
            <footer>
              <code>{it.sourceKey}</code>
            </footer>
          </blockquote>
        ))}
      </div>
      <div className={styles.tools}>
        <Button icon={<CheckOutlined aria-hidden />} onClick={() => onDecide('accept')}>
          {candidates.accept}
        </Button>
        <Button icon={<EditOutlined aria-hidden />} onClick={onEdit}>
          {candidates.edit}
        </Button>
        <Button icon={<CloseOutlined aria-hidden />} onClick={() => onDecide('reject')}>
          {candidates.reject}
        </Button>
      </div>
    </li>
  );
}

/** Single keys of the page, unless somebody writes or a dialog is open. */
function useKeys(isOn: boolean, actions: Readonly<Record<string, () => void>>): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    if (!isOn) return;
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const isWriting = target.closest('input, textarea, select, [contenteditable], [role=dialog]') !== null;
      if (isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
      const action = latest.current[event.key.toLowerCase()];
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [isOn]);
}
