import type { Metric } from '../metrics/metric.ts';

const notDefined = '–';

/** A metric's value as people read it; a dash when it is not defined. */
export function formatValue(value: number | null | undefined, unit: Metric['unit']): string {
  if (value === null || value === undefined || Number.isNaN(value)) return notDefined;
  if (unit === 'share') return formatShare(value);
  if (unit === 'score') return value.toFixed(3);
  if (unit === 'characters') return value.toFixed(0);
  if (unit === 'money') return value.toFixed(4);
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}

export function formatShare(value: number): string {
  return `${(value * 100).toFixed(1)}%`;
}

/** Minutes in UTC: a report is read in other places than it was made in. */
export function formatTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** White space folded, cut at a length in code points. */
export function shorten(text: string, length: number): string {
  const points = [...text.replace(/\s+/gu, ' ').trim()];
  return points.length <= length ? points.join('') : `${points.slice(0, length).join('')}…`;
}
