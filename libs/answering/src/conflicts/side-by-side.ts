import type { AccessScope, Answer } from '@mingda/contracts';
import type { Language } from '@mingda/language';
import { toCitations } from '../citations.ts';
import type { FoundConflict } from './find-conflict.ts';

/** Where the date of a document comes from. */
export interface DocumentDates {
  get(
    scope: AccessScope,
    documentId: string,
  ): Promise<{ readonly documentDate: string | null; readonly modifiedAt: string | null } | null>;
}

const words: Readonly<
  Record<Language, { intro: string; unknown: string; line: (title: string, date: string) => string }>
> = {
  zh: {
    intro: '文件说法不一，请核实：',
    unknown: '日期未知',
    line: (title, date) => `《${title}》（${date}）：`,
  },
  en: {
    intro: 'The documents disagree; please check:',
    unknown: 'date unknown',
    line: (title, date) => `“${title}” (${date}): `,
  },
};

/** What an answer says when documents contradict each other: each statement with its document and date, newest first. */
export async function sideBySide(
  { said, others }: FoundConflict,
  dates: DocumentDates,
  given: { readonly scope: AccessScope; readonly lang: Language },
): Promise<Pick<Answer, 'text' | 'citations' | 'handOver' | 'conflict'>> {
  const { intro, unknown, line } = words[given.lang];
  const statements = await Promise.all(
    [said, ...others].map(async (quote) => {
      const known = await dates.get(given.scope, quote.passage.documentId);
      return { quote, date: known?.documentDate ?? known?.modifiedAt ?? null };
    }),
  );
  const ordered = statements.toSorted((left, right) => (right.date ?? '').localeCompare(left.date ?? ''));
  const lines = ordered.map(({ quote: { passage, start, end }, date }) => {
    const title = passage.title === '' ? passage.sourceKey : passage.title;
    return line(title, date?.slice(0, 10) ?? unknown) + passage.text.slice(start, end).trim();
  });
  return {
    text: [intro, ...lines].join('\n'),
    citations: toCitations(ordered.map((it) => it.quote)),
    // Which of them holds is for a person to say.
    handOver: true,
    conflict: { statements: ordered.map(({ date }, index) => ({ marker: index + 1, date })) },
  };
}
