import type { GoldItemOrigin, GoldItemState, GoldSetDetail, GoldSplit } from '@mingda/contracts';
import { Checkbox, Input, Select } from 'antd';
import { useLanguage } from '../i18n/language-provider.tsx';
import type { ItemFilter } from './gold-set-queries.ts';
import styles from './gold-sets.module.css';

interface GoldItemFiltersProps {
  readonly set: GoldSetDetail;
  readonly filter: ItemFilter;
  readonly onChange: (filter: ItemFilter) => void;
}

export function GoldItemFilters({ set, filter, onChange }: GoldItemFiltersProps) {
  const { t } = useLanguage();
  const { filters, states, origins, splits } = t.goldSets;
  const change = (part: Partial<ItemFilter>) => onChange({ ...filter, ...part, page: 1 });
  return (
    <div className={styles.filters} role="search">
      <Input.Search
        aria-label={filters.search}
        placeholder={filters.search}
        allowClear
        defaultValue={filter.search}
        onSearch={(search) => change({ search: search.trim() })}
      />
      <Choice<GoldItemState>
        label={filters.state}
        value={filter.state}
        names={states}
        onChange={(state) => change({ state })}
      />
      <Choice<GoldItemOrigin>
        label={filters.origin}
        value={filter.origin}
        names={origins}
        onChange={(origin) => change({ origin })}
      />
      <Choice<GoldSplit>
        label={filters.split}
        value={filter.split}
        names={splits}
        onChange={(split) => change({ split })}
      />
      <Choice<string>
        label={filters.tag}
        value={filter.tag}
        names={ofThemselves(set.tags)}
        onChange={(tag) => change({ tag })}
      />
      <Choice<string>
        label={filters.language}
        value={filter.lang}
        names={ofThemselves(set.languages)}
        onChange={(lang) => change({ lang })}
      />
      <Checkbox checked={filter.stale} onChange={(event) => change({ stale: event.target.checked })}>
        {filters.stale}
      </Checkbox>
    </div>
  );
}

const ofThemselves = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((it) => [it, it]));

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value | undefined;
  readonly names: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value | undefined) => void;
}

/** One value or any; left out when there is nothing to choose from. */
function Choice<Value extends string>({ label, value, names, onChange }: ChoiceProps<Value>) {
  const entries = Object.entries<string>(names);
  if (entries.length === 0) return null;
  return (
    <Select
      aria-label={label}
      placeholder={label}
      allowClear
      value={value ?? null}
      options={entries.map(([key, name]) => ({ value: key, label: name }))}
      onChange={(next: string | null | undefined) => onChange((next ?? undefined) as Value | undefined)}
    />
  );
}
