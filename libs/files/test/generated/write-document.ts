import { seededRandom } from '@mingda/testing';
import type { KnownBlock, KnownCell, KnownDocument, KnownTable } from './known-document.ts';
import { SampleWords } from './sample-words.ts';

export type TableKind = 'plain' | 'spans' | 'long' | 'wordy' | 'gaps' | 'nested';

export interface Contents {
  readonly sections: number;
  readonly tables: readonly TableKind[];
  readonly hasLists: boolean;
  readonly hasNotes: boolean;
  /** Sentences of a paragraph at most. */
  readonly sentences: number;
}

/** A document of random words: the same seed gives the same one. */
export function writeDocument(lang: 'zh' | 'en', seed: number, contents: Contents): KnownDocument {
  const words = new SampleWords(lang, seededRandom(seed));
  const isZh = lang === 'zh';
  const blocks: KnownBlock[] = [];
  const tables = [...contents.tables];
  for (let section = 0; section < contents.sections; section += 1) {
    blocks.push({ kind: 'heading', level: section % 3 === 2 ? 2 : 1, text: headingOf(words, section) });
    blocks.push(paragraphOf(words, contents, section === 0));
    if (contents.hasLists) blocks.push(listOf(words, section % 2 === 1), paragraphOf(words, contents, false));
    const table = tables.shift();
    if (table !== undefined) blocks.push({ kind: 'table', table: tableOf(words, table) });
    blocks.push(paragraphOf(words, contents, contents.hasNotes && section % 2 === 0));
  }
  const year = words.integer(2019, 2026);
  return {
    lang,
    title: isZh ? `${words.topic()}手册${year}年版` : `${words.topic()} handbook ${year}`,
    runningHead: isZh ? `内部资料 ${words.topic()}汇编` : `Internal use only: ${words.topic()} papers`,
    runningFoot: isZh ? '明达科技股份有限公司' : 'Mingda Technology Limited',
    blocks,
  };
}

function headingOf(words: SampleWords, section: number): string {
  const number = words.random() < 0.5 ? `${section + 1} ` : '';
  return words.lang === 'zh' ? `${number}${words.topic()}说明` : `${number}${words.topic()} overview`;
}

function paragraphOf(words: SampleWords, contents: Contents, hasNote: boolean): KnownBlock {
  const text = words.sentences(words.integer(2, contents.sentences));
  return contents.hasNotes && hasNote
    ? { kind: 'paragraph', text, note: words.sentence() }
    : { kind: 'paragraph', text };
}

function listOf(words: SampleWords, isOrdered: boolean): KnownBlock {
  return { kind: 'list', isOrdered, items: Array.from({ length: words.integer(3, 5) }, () => words.sentence()) };
}

function tableOf(words: SampleWords, kind: TableKind): KnownTable {
  if (kind === 'spans') return spansTable(words);
  const columns = kind === 'wordy' ? 3 : words.integer(3, 5);
  const kinds: CellKind[] =
    kind === 'wordy'
      ? ['code', 'sentence', 'amount']
      : ['code', ...Array.from({ length: columns - 2 }, () => cellKinds[words.integer(0, 4)] ?? 'name'), 'amount'];
  const count = kind === 'long' ? words.integer(45, 60) : words.integer(4, 8);
  const rows = Array.from({ length: count }, (_, at) =>
    kinds.map((it, column) =>
      kind === 'gaps' && column > 0 && (at + column) % 4 === 3 ? { text: '' } : cellOf(words, it),
    ),
  );
  const table = { columns, header: [kinds.map(() => ({ text: words.head() }))], rows };
  return kind === 'nested' ? { ...table, inner: tableOf(words, 'plain') } : table;
}

/** Two rows of names, groups of rows under one name, a sum over two columns. */
function spansTable(words: SampleWords): KnownTable {
  const [group, second, third] = [words.head(), words.head(), words.head()];
  const isZh = words.lang === 'zh';
  const header = [
    [
      { text: group, rowSpan: 2 },
      { text: second, rowSpan: 2 },
      { text: third, colSpan: 2 },
      { text: words.head(), rowSpan: 2 },
    ],
    [{ text: isZh ? '上半年' : 'First half' }, { text: isZh ? '下半年' : 'Second half' }],
  ];
  const rows: KnownCell[][] = [];
  for (let part = words.integer(2, 3); part > 0; part -= 1) {
    const height = words.integer(2, 3);
    for (let row = 0; row < height; row += 1) {
      const own = [cellOf(words, 'name'), cellOf(words, 'amount'), cellOf(words, 'amount'), cellOf(words, 'share')];
      rows.push(row === 0 ? [{ text: words.place(), rowSpan: height }, ...own] : own);
    }
  }
  rows.push([
    { text: isZh ? '合计' : 'Total', colSpan: 2 },
    cellOf(words, 'amount'),
    cellOf(words, 'amount'),
    cellOf(words, 'share'),
  ]);
  return { columns: 5, header, rows };
}

const cellKinds = ['name', 'place', 'date', 'count', 'share'] as const;
type CellKind = (typeof cellKinds)[number] | 'code' | 'amount' | 'sentence';

function cellOf(words: SampleWords, kind: CellKind): KnownCell {
  switch (kind) {
    case 'name':
      return { text: words.name() };
    case 'place':
      return { text: words.place() };
    case 'sentence':
      return { text: words.sentence() };
    case 'code':
      return {
        text: `${'ABCDEFGH'[words.integer(0, 7)]}${'KLMNPRST'[words.integer(0, 7)]}-${words.integer(1000, 9999)}`,
      };
    case 'count': {
      const number = words.integer(1, 900);
      return { text: String(number), number, format: '0' };
    }
    case 'amount': {
      const number = words.integer(100_000, 99_999_999) / 100;
      const text = number.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
      return { text, number, format: '#,##0.00' };
    }
    case 'share': {
      const number = words.integer(1, 999) / 1000;
      return { text: `${(number * 100).toFixed(1)}%`, number, format: '0.0%' };
    }
    case 'date': {
      const number = new Date(Date.UTC(words.integer(2020, 2026), words.integer(0, 11), words.integer(1, 28)));
      return { text: number.toISOString().slice(0, 10), number, format: 'yyyy-mm-dd' };
    }
  }
}
