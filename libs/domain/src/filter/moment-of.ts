const day = /^\d{4}-\d{2}-\d{2}$/;
const oneDayMs = 24 * 60 * 60 * 1000;
/** Years that ISO dates write with four digits and that a database takes. */
const first = Date.parse('0001-01-01T00:00:00.000Z');
const last = Date.parse('9999-12-31T23:59:59.999Z');

/** The span of a day, or of one instant; ISO, in UTC. */
export interface Moment {
  readonly from: string;
  /** The first instant after it; the last instant of the year 9999 where that would lie beyond it. */
  readonly to: string;
}

/** A day (`2026-03-01`) or an instant in ISO form; null for anything else. */
export function momentOf(text: string): Moment | null {
  const isDay = day.test(text);
  if (!isDay && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return null;
  const start = new Date(isDay ? `${text}T00:00:00.000Z` : text).getTime();
  if (Number.isNaN(start) || start < first || start > last) return null;
  // `2026-02-30` would become the first days of March.
  if (isDay && new Date(start).toISOString().slice(0, 10) !== text) return null;
  const length = isDay ? oneDayMs : 1;
  return { from: new Date(start).toISOString(), to: new Date(Math.min(start + length, last)).toISOString() };
}
