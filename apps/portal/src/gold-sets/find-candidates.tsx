import type { GoldSetDetail, StartGoldProposal } from '@mingda/contracts';
import { SearchOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown, Progress } from 'antd';
import { useEffect } from 'react';
import { startGoldProposal } from '../api/client.generated.ts';
import { formatPercent } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { Failure, FailureBox } from '../states/failure.tsx';
import { goldSetsKey, isLooking, proposalsQuery } from './gold-set-queries.ts';
import styles from './gold-sets.module.css';

type Search = Pick<StartGoldProposal, 'source' | 'writer'>;

/** Starts a search for candidates and shows how far the last one is. */
export function FindCandidates({ set }: { readonly set: GoldSetDetail }) {
  const { t, language } = useLanguage();
  const client = useQueryClient();
  const searches = useQuery(proposalsQuery(set.name));
  const last = searches.data?.items[0];
  const start = useMutation({
    mutationFn: (search: Search) => startGoldProposal({ goldSet: set.name }, search),
    onSettled: () => client.invalidateQueries({ queryKey: goldSetsKey }),
  });
  const proposed = last?.proposed ?? 0;
  const state = last?.state;
  useEffect(() => {
    // What the search has found so far shows at once, not when it ends.
    if (proposed > 0) void client.invalidateQueries({ queryKey: [...goldSetsKey, set.name], predicate: isNotSearch });
  }, [client, set.name, proposed, state]);
  const { candidates } = t.goldSets;
  const names = { log: candidates.fromLog, documents: candidates.fromDocuments } as const;
  const isUnlinked = set.collectionId === null;
  const choices: readonly (Search & { label: string })[] = [
    { source: 'log', writer: false, label: candidates.fromLog },
    { source: 'documents', writer: false, label: candidates.fromDocuments },
    { source: 'documents', writer: true, label: candidates.withModel },
  ];
  return (
    <div className={styles.form}>
      <Dropdown
        trigger={['click']}
        disabled={isUnlinked || (last !== undefined && isLooking(last))}
        menu={{
          items: choices.map(({ label, ...search }) => ({ key: label, label, onClick: () => start.mutate(search) })),
        }}
      >
        <Button icon={<SearchOutlined aria-hidden />} loading={start.isPending}>
          {candidates.find}
        </Button>
      </Dropdown>
      {isUnlinked && <span className={styles.faint}>{candidates.needsCollection}</span>}
      {last !== undefined && isLooking(last) && (
        <div className={styles.rowMain}>
          <span className={styles.faint}>{candidates.running(names[last.source])}</span>
          <Progress
            percent={formatPercent(last.progress)}
            status="active"
            size="small"
            aria-label={candidates.running(names[last.source])}
          />
        </div>
      )}
      {last?.state === 'finished' && <span className={styles.faint}>{candidates.found(last.proposed)}</span>}
      {last !== undefined && last.failure !== null && (
        <FailureBox title={candidates.find} cause={last.failure[language]} code={last.failure.code} />
      )}
      {start.isError && <Failure error={start.error} />}
    </div>
  );
}

/** The searches poll by themselves. */
const isNotSearch = ({ queryKey }: { queryKey: readonly unknown[] }): boolean => queryKey.at(-1) !== 'proposals';
