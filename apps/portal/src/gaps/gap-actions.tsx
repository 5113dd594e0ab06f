import type { GapDetail } from '@mingda/contracts';
import { AimOutlined, EditOutlined, ReloadOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { draftFaqFromGap, listGoldSets, measureGap, proposeGoldItemFromGap } from '../api/client.generated.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { gapsKey } from './gap-queries.ts';
import styles from './gaps.module.css';

/** From the gap to what fills it, one click each, and the measurement that alone closes it. */
export function GapActions({ detail: { gap, faq } }: { readonly detail: GapDetail }) {
  const { t } = useLanguage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const onError = useFailureMessage();
  const onSettled = () => client.invalidateQueries({ queryKey: gapsKey });
  const faqAddress = (entryId: string) => `/collections/${gap.collectionId}/faq?entry=${entryId}`;
  const draft = useMutation({
    mutationFn: () => draftFaqFromGap({ gapId: gap.id }),
    onError,
    onSettled,
    onSuccess: (entry) => navigate(faqAddress(entry.id)),
  });
  const measure = useMutation({ mutationFn: () => measureGap({ gapId: gap.id }), onError, onSettled });
  return (
    <section className={styles.card} aria-label={t.gaps.fill}>
      <h2>{t.gaps.fill}</h2>
      {faq.length === 0 ? (
        <Button
          type="primary"
          icon={<EditOutlined aria-hidden />}
          loading={draft.isPending}
          onClick={() => draft.mutate()}
        >
          {t.gaps.draft}
        </Button>
      ) : (
        <div>
          <p className={styles.faint}>{t.gaps.faq}</p>
          <ul>
            {faq.map((it) => (
              <li key={it.id}>
                <Link to={faqAddress(it.id)}>{it.question}</Link>
              </li>
            ))}
          </ul>
        </div>
      )}
      <ProposeGoldItem gapId={gap.id} />
      <Button
        icon={<ReloadOutlined aria-hidden />}
        loading={measure.isPending || gap.state === 'measuring'}
        onClick={() => measure.mutate()}
      >
        {t.gaps.measure}
      </Button>
    </section>
  );
}

function ProposeGoldItem({ gapId }: { readonly gapId: string }) {
  const { t } = useLanguage();
  const { message } = App.useApp();
  const [chosen, setChosen] = useState<string>();
  const goldSets = useQuery({ queryKey: ['gold-sets'], queryFn: ({ signal }) => listGoldSets({ signal }) });
  // A set in a folder of the server is read, never written.
  const stored = goldSets.data?.items.filter((it) => it.kind === 'stored') ?? [];
  const propose = useMutation({
    mutationFn: (goldSet: string) => proposeGoldItemFromGap({ gapId }, { goldSet }),
    onError: useFailureMessage(),
    onSuccess: () => message.success(t.gaps.goldDone),
  });
  const goldSet = chosen ?? stored[0]?.name;
  if (goldSets.isSuccess && stored.length === 0) return <p className={styles.faint}>{t.gaps.noGoldSets}</p>;
  return (
    <div className={styles.line}>
      <Select
        aria-label={t.gaps.goldSet}
        className={styles.grow}
        value={goldSet ?? null}
        options={stored.map((it) => ({ value: it.name, label: it.name }))}
        onChange={(value) => setChosen(value ?? undefined)}
      />
      <Button
        icon={<AimOutlined aria-hidden />}
        disabled={goldSet === undefined}
        loading={propose.isPending}
        onClick={() => goldSet !== undefined && propose.mutate(goldSet)}
      >
        {t.gaps.gold}
      </Button>
    </div>
  );
}
