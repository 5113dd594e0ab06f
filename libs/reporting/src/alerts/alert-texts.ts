import { formatValue, metricTable, metricTexts } from '@mingda/evaluation';
import type { MetricName, Notice } from '@mingda/contracts';
import type { Language } from '@mingda/language';
import type { AlertChanges } from './watch-metrics.ts';

interface Figures {
  readonly name: string;
  readonly value: string;
  readonly threshold: string;
  readonly below: boolean;
}

interface AlertTexts {
  readonly floor: (it: Figures) => string;
  readonly band: (it: Figures) => string;
  readonly recovered: (it: Figures) => string;
  readonly noLongerWatched: (name: string) => string;
  readonly runFailed: (reason: string) => string;
  readonly runsAgain: string;
}

const texts: Readonly<Record<Language, AlertTexts>> = {
  en: {
    floor: ({ name, value, threshold, below }) =>
      `${name} is ${value}, ${below ? 'below the floor' : 'above the ceiling'} of ${threshold} that was set for it.`,
    band: ({ name, value, threshold, below }) =>
      `${name} is ${value}, unusually ${below ? 'low' : 'high'}: its own history reaches ${below ? 'down' : 'up'} to ${threshold}.`,
    recovered: ({ name, value, threshold }) => `${name} has recovered: ${value} (the limit was ${threshold}).`,
    noLongerWatched: (name) => `${name} has no limit any more; its alert is closed.`,
    runFailed: (reason) => `The evaluation could not be made: ${reason}`,
    runsAgain: 'The evaluation works again.',
  },
  zh: {
    floor: ({ name, value, threshold, below }) =>
      `${name}为 ${value}，${below ? '低于设定的下限' : '高于设定的上限'} ${threshold}。`,
    band: ({ name, value, threshold, below }) =>
      `${name}为 ${value}，异常${below ? '偏低' : '偏高'}：按其历史，正常范围${below ? '最低' : '最高'}为 ${threshold}。`,
    recovered: ({ name, value, threshold }) => `${name}已恢复：${value}（界限为 ${threshold}）。`,
    noLongerWatched: (name) => `${name}不再设有界限，告警已关闭。`,
    runFailed: (reason) => `评测未能完成：${reason}`,
    runsAgain: '评测已恢复正常。',
  },
};

const both = (say: (language: Language) => string): Notice => ({ zh: say('zh'), en: say('en') });

/** Each change in one sentence: alarms first. */
export function alertNotices({ raised, recovered }: AlertChanges): Notice[] {
  return [
    ...raised.map((alert) =>
      both((language) => texts[language][alert.source](figuresOf(alert, alert.value, language))),
    ),
    ...recovered.map(({ alert, value }) =>
      both((language) =>
        value === null
          ? texts[language].noLongerWatched(metricTexts[language][alert.metric].name)
          : texts[language].recovered(figuresOf(alert, value, language)),
      ),
    ),
  ];
}

export function failureNotice(reason: Notice): Notice {
  return both((language) => texts[language].runFailed(reason[language]));
}

export function runsAgainNotice(): Notice {
  return both((language) => texts[language].runsAgain);
}

function figuresOf(alert: { metric: MetricName; threshold: number }, value: number, language: Language): Figures {
  const { unit, direction } = metricTable[alert.metric];
  return {
    name: metricTexts[language][alert.metric].name,
    value: formatValue(value, unit),
    threshold: formatValue(alert.threshold, unit),
    below: direction === 'higher',
  };
}
