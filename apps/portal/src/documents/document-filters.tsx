import type { VersionState } from '@mingda/contracts';
import { Input, Select } from 'antd';
import { useLanguage } from '../i18n/language-provider.tsx';
import type { DocumentFilter } from './document-queries.ts';
import styles from './documents.module.css';
import { allStates } from './version-states.ts';

interface DocumentFiltersProps {
  readonly filter: DocumentFilter;
  readonly onChange: (filter: DocumentFilter) => void;
}

export function DocumentFilters({ filter, onChange }: DocumentFiltersProps) {
  const { t } = useLanguage();
  return (
    <div className={styles.filters} role="search">
      <Input.Search
        aria-label={t.documents.searchLabel}
        placeholder={t.documents.searchPlaceholder}
        allowClear
        defaultValue={filter.search}
        onSearch={(search) => onChange({ ...filter, search: search.trim(), page: 1 })}
      />
      <Select<VersionState | 'all'>
        aria-label={t.documents.stateLabel}
        value={filter.state ?? 'all'}
        options={[
          { value: 'all', label: t.documents.stateAll },
          ...allStates.filter((it) => it !== 'superseded').map((it) => ({ value: it, label: t.documents.states[it] })),
        ]}
        onChange={(state) => onChange({ ...filter, state: state === 'all' ? undefined : state, page: 1 })}
      />
    </div>
  );
}
