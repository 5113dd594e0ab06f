import type { Source, SourceKind } from '@mingda/contracts';
import type { createSource } from '../api/client.generated.ts';
import type { Timing } from '../schedules/timing-fields.tsx';

export type SourceBody = Parameters<typeof createSource>[1];
type Values = Readonly<Record<string, unknown>>;

/** What the form holds. Which settings there are depends on the kind. */
export interface SourceFields {
  readonly kind: SourceKind;
  readonly name: string;
  readonly settings?: Values;
  readonly secrets?: Values;
  readonly timed: boolean;
  readonly timing: Timing;
}

/** What is shown of a new source of a kind. */
export const startSettings: Readonly<Record<SourceKind, Values>> = {
  folder: { watch: true },
  git: { extensions: ['md', 'markdown', 'mdx', 'txt', 'html'] },
  web: { startUrls: [], sitemaps: [], maxDepth: 2, maxPages: 500, delayMs: 500 },
  s3: { region: 'us-east-1', pathStyle: false },
  imap: { port: 993, security: 'tls', folders: ['INBOX'] },
  push: { keyIds: [] },
};

/** Empty fields are left out: of settings they mean the default, of secrets that the stored one stays. */
function filled(values: Values = {}): Record<string, unknown> {
  const trimmed = Object.entries(values).map(([name, value]): [string, unknown] => [
    name,
    typeof value === 'string' ? value.trim() : value,
  ]);
  return Object.fromEntries<unknown>(
    trimmed.filter(([, value]) => value !== '' && value !== undefined && value !== null),
  );
}

export function connectionOf({ kind, settings, secrets }: SourceFields): SourceBody['connection'] {
  return { kind, settings: filled(settings), secrets: filled(secrets) } as SourceBody['connection'];
}

export function bodyOf(fields: SourceFields, enabled: boolean): SourceBody {
  const { name, timed, timing, kind } = fields;
  const { cron, timeZone } = timing;
  return {
    name: name.trim(),
    connection: connectionOf(fields),
    schedule: timed && kind !== 'push' ? { cron, timeZone } : null,
    enabled,
  };
}

/** What the form shows of a stored source, or of a new one. */
export function fieldsOf(source: Source | undefined): SourceFields {
  const timing = { cron: '0 2 * * *', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, typed: false };
  if (source === undefined) return { kind: 'folder', name: '', settings: startSettings.folder, timed: true, timing };
  return {
    kind: source.kind,
    name: source.name,
    settings: source.place.settings,
    timed: source.schedule !== null,
    timing: source.schedule === null ? timing : { ...source.schedule, typed: false },
  };
}
