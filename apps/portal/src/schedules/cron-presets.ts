/** When, as people choose it; a preset is the cron expression that says the same. */
export interface Preset {
  readonly kind: 'daily' | 'weekdays' | 'weekly' | 'monthly' | 'custom';
  /** `HH:MM`. */
  readonly time: string;
  /** Day of the week, 0 is Sunday. */
  readonly weekday: number;
}

export const presetKinds = ['daily', 'weekdays', 'weekly', 'monthly', 'custom'] as const;
/** Groups that a match always has. */
interface Fields {
  readonly minute: string;
  readonly hour: string;
  readonly day: string;
  readonly weekday: string;
}

const simple = /^(?<minute>\d{1,2}) (?<hour>\d{1,2}) (?<day>\*|1) \* (?<weekday>\*|[0-6]|1-5)$/;

/** The preset that a cron expression is; `custom` for every other. */
export function presetOf(cron: string): Preset {
  const found = simple.exec(cron.trim());
  const custom = { kind: 'custom', time: '09:00', weekday: 1 } as const;
  if (found === null) return custom;
  const { minute, hour, day, weekday } = found.groups as unknown as Fields;
  if (Number(minute) > 59 || Number(hour) > 23) return custom;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === '1') return weekday === '*' ? { kind: 'monthly', time, weekday: 1 } : custom;
  if (weekday === '*') return { kind: 'daily', time, weekday: 1 };
  if (weekday === '1-5') return { kind: 'weekdays', time, weekday: 1 };
  return { kind: 'weekly', time, weekday: Number(weekday) };
}

/** @returns undefined for `custom`, whose expression is typed */
export function cronOf({ kind, time, weekday }: Preset): string | undefined {
  const [hour, minute] = time.split(':').map(Number);
  if (kind === 'custom') return undefined;
  const day = kind === 'monthly' ? '1' : '*';
  const week = { daily: '*', monthly: '*', weekdays: '1-5', weekly: String(weekday) }[kind];
  return `${minute} ${hour} ${day} * ${week}`;
}

/** Name of a day of the week, 0 is Sunday. */
export function weekdayName(weekday: number, locale: string): string {
  // 4 January 1970 was a Sunday.
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(1970, 0, 4 + weekday)),
  );
}

/** A due time in words, in the time zone of its schedule. */
export function dueInWords(iso: string, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone }).format(new Date(iso));
}
