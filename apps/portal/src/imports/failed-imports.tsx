import type { FailedImport, FailedImportChoice, FailedImportList } from '@mingda/contracts';
import { ReloadOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { dismissFailedImports, retryFailedImports } from '../api/client.generated.ts';
import { FailureNote } from '../documents/failure-note.tsx';
import { needsPassword, UnlockButton } from '../documents/unlock-button.tsx';
import { formatMoment } from '../i18n/formats.ts';
import { useLanguage } from '../i18n/language-provider.tsx';
import { useFailureMessage } from '../states/use-failure-message.ts';
import { choiceOf, importsKey, type FailedView } from './import-queries.ts';
import styles from './imports.module.css';

interface FailedImportsProps {
  readonly view: FailedView;
  readonly list: FailedImportList;
}

/** The failed documents of a filter, to be tried again or dismissed: one, a selection, or all that fit. */
export function FailedImports({ view, list }: FailedImportsProps) {
  const { t } = useLanguage();
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const onError = useFailureMessage();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const onSettled = () => client.invalidateQueries({ queryKey: importsKey });
  /** A document that fails once more comes back as it was found first: not chosen. */
  const unselect = ({ versionIds }: FailedImportChoice) =>
    setSelected((before) => new Set([...before].filter((id) => versionIds?.includes(id) === false)));
  const retry = useMutation({
    mutationFn: (choice: FailedImportChoice) => retryFailedImports(choice),
    onSuccess: ({ changed }, choice) => {
      unselect(choice);
      void message.success(t.imports.retried(changed));
    },
    onError,
    onSettled,
  });
  const dismissal = useMutation({
    mutationFn: (choice: FailedImportChoice) => dismissFailedImports(choice),
    onSuccess: ({ changed }, choice) => {
      unselect(choice);
      void message.success(t.imports.dismissed(changed));
    },
    onError,
    onSettled,
  });
  const shown = list.items.map((it) => it.versionId);
  const chosen = shown.filter((id) => selected.has(id));
  const some = chosen.length > 0;
  const count = some ? chosen.length : list.total;
  const choice: FailedImportChoice = some ? { versionIds: chosen } : choiceOf(view);
  const retryChosen = () => {
    if (some || count === 1) retry.mutate(choice);
    else
      void modal.confirm({
        title: t.imports.retryTitle(count),
        content: t.imports.retryText,
        okText: t.imports.retry,
        autoFocusButton: 'cancel',
        onOk: () => retry.mutateAsync(choice).catch(() => undefined),
      });
  };
  const dismiss = (what: FailedImportChoice, many: number) =>
    void modal.confirm({
      title: t.imports.dismissTitle(many),
      content: t.imports.dismissText,
      okText: t.imports.dismiss,
      autoFocusButton: 'cancel',
      onOk: () => dismissal.mutateAsync(what).catch(() => undefined),
    });
  return (
    <section className={styles.panel} aria-label={t.imports.failedTitle}>
      <header className={styles.panelHeader}>
        <Checkbox
          checked={chosen.length === shown.length}
          indeterminate={some && chosen.length < shown.length}
          onChange={(event) => setSelected(new Set(event.target.checked ? shown : []))}
        >
          {some ? t.imports.selected(chosen.length) : t.imports.selectPage}
        </Checkbox>
        <div className={styles.actions}>
          <Button type="primary" icon={<ReloadOutlined aria-hidden />} loading={retry.isPending} onClick={retryChosen}>
            {some ? t.imports.retry : t.imports.retryAll(count)}
          </Button>
          <Button loading={dismissal.isPending} onClick={() => dismiss(choice, count)}>
            {some ? t.imports.dismiss : t.imports.dismissAll(count)}
          </Button>
        </div>
      </header>
      <ul>
        {list.items.map((it) => (
          <FailedRow
            key={it.versionId}
            failed={it}
            selected={selected.has(it.versionId)}
            onSelect={(on) => {
              const next = new Set(selected);
              if (on) next.add(it.versionId);
              else next.delete(it.versionId);
              setSelected(next);
            }}
            onRetry={() => retry.mutate({ versionIds: [it.versionId] })}
            onDismiss={() => dismiss({ versionIds: [it.versionId] }, 1)}
          />
        ))}
      </ul>
    </section>
  );
}

interface FailedRowProps {
  readonly failed: FailedImport;
  readonly selected: boolean;
  readonly onSelect: (on: boolean) => void;
  readonly onRetry: () => void;
  readonly onDismiss: () => void;
}

function FailedRow({ failed, selected, onSelect, onRetry, onDismiss }: FailedRowProps) {
  const { t, language } = useLanguage();
  const { failure, collectionId, documentId } = failed;
  const title = failed.title || failed.sourceKey;
  const moments = [failed.firstFailedAt, failed.lastFailedAt].map((it) => formatMoment(it, t.locale));
  const facts = [
    failed.collectionName,
    failed.sourceKey,
    t.imports.attempts(failed.attempts),
    ...(failed.interruptions > 0 ? [t.imports.interruptions(failed.interruptions)] : []),
    t.imports.between(moments[0] ?? '', moments[1] ?? ''),
  ];
  return (
    <li className={styles.failedRow}>
      <Checkbox
        checked={selected}
        aria-label={t.imports.select(title)}
        onChange={(event) => onSelect(event.target.checked)}
      />
      <div>
        <Link className={styles.title} to={`/collections/${collectionId}/documents/${documentId}`}>
          {title}
        </Link>
        <p className={styles.faint}>{facts.join(' · ')}</p>
        <FailureNote
          code={failure.code}
          cause={(language === 'zh' ? failure.zh : failure.en) + (failure.subject ? ` (${failure.subject})` : '')}
          action={
            needsPassword(failure.code) && (
              <UnlockButton collectionId={collectionId} documentId={documentId} title={title} />
            )
          }
        />
      </div>
      <div className={styles.actions}>
        <Button size="small" onClick={onRetry}>
          {t.imports.retry}
        </Button>
        <Button size="small" type="text" onClick={onDismiss}>
          {t.imports.dismiss}
        </Button>
      </div>
    </li>
  );
}
