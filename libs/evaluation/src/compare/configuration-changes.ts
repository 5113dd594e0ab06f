import type { ConfigurationChange, RunConfiguration } from '@mingda/contracts';
import { isDeepStrictEqual } from 'node:util';

/** What differs between two configurations, by the path of each setting, in the order of the paths. */
export function configurationChanges(before: RunConfiguration, after: RunConfiguration): ConfigurationChange[] {
  return [...differences('', before, after)].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function* differences(path: string, before: unknown, after: unknown): Generator<ConfigurationChange> {
  if (isDeepStrictEqual(before, after)) return;
  if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* differences(path === '' ? key : `${path}.${key}`, before[key], after[key]);
    }
    return;
  }
  yield { path, before: before ?? null, after: after ?? null };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
