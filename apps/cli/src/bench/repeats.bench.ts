import { defaultProfile, type Profile } from '@mingda/contracts';
import { readGoldSet, type GoldSet } from '@mingda/evaluation';
import { Command } from 'commander';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  openEngine,
  runCommand,
  withCommonOptions,
  type CommandContext,
  type CommonOptions,
} from '../command-context.ts';
import { corpusItems } from '../importing/gold-set-corpus.ts';
import { importDocuments, type ImportItem } from '../importing/import-documents.ts';
import { LocalKnowledgeBase } from '../knowledge-base/local-knowledge-base.ts';
import { textTable } from '../terminal/text-table.ts';

interface RepeatsOptions extends CommonOptions {
  readonly goldSet: string;
  readonly footers: boolean;
}

/** Each document gets one of them; the words of a question about the first meet a footer and nothing else. */
const footers = [
  {
    line: 'This document is confidential and intended for internal circulation only; unauthorised copying is prohibited.',
    question: 'Is unauthorised copying or circulation of a confidential document prohibited?',
  },
  {
    line: 'Questions about this page are answered by the editorial desk on extension 4711 between nine and five.',
    question: 'Which extension does the editorial desk have?',
  },
  {
    line: '本文件版权归公司档案中心所有，未经书面许可不得对外提供或转载，违者依规追究责任。',
    question: '档案中心的文件未经书面许可可以转载吗？',
  },
] as const;

interface Row {
  readonly setting: string;
  /** Of the ten passages found for a question about a footer, those that hold it. */
  readonly footerPassages: number;
  readonly recallAt1: number;
  readonly recallAt5: number;
  readonly questions: number;
}

export function repeatsBenchCommand(): Command {
  return withCommonOptions(new Command('repeats'))
    .description('Lines that every document repeats: what is found with and without searching them once')
    .requiredOption('--gold-set <folder>', 'whose documents and questions are used: texts, at least 30')
    .option('--no-footers', 'take the documents as they are')
    .action((options: RepeatsOptions) =>
      runCommand(options, async (context) => {
        const rows = await benchRepeats(context, options);
        context.terminal.result({ rows }, describe(rows));
      }),
    );
}

async function benchRepeats(context: CommandContext, options: RepeatsOptions): Promise<Row[]> {
  const set = await readGoldSet(resolve(options.goldSet));
  const dataDir = await mkdtemp(join(tmpdir(), 'mingda-repeats-'));
  const own = {
    ...context,
    config: { ...context.config, dataDir, database: { ...context.config.database, url: undefined } },
  };
  try {
    const engine = await openEngine(own);
    const base = new LocalKnowledgeBase(engine);
    try {
      const rows: Row[] = [];
      for (const repeatedFrom of [0, defaultProfile.chunking.repeatedFrom]) {
        const setting =
          repeatedFrom === 0 ? 'searched everywhere' : `searched once, from ${String(repeatedFrom)} documents on`;
        const profile: Profile = { ...defaultProfile, chunking: { ...defaultProfile.chunking, repeatedFrom } };
        const { id } = await base.createCollection(setting, profile);
        const items = corpusItems(set).map((item, at) => (options.footers ? withFooter(item, at) : item));
        const bar = context.terminal.progress(setting);
        await importDocuments(base, { collectionId: id, items }, (stage, done, total) =>
          bar.update(done, total, stage),
        );
        bar.end();
        await engine.chunks.sweepRepeats.execute(id);
        rows.push({ setting, ...(await measure(base, id, set)) });
      }
      return rows;
    } finally {
      await base.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function withFooter(item: ImportItem, at: number): ImportItem {
  const footer = footers[at % footers.length]?.line ?? '';
  return {
    ...item,
    read: async () => {
      const file = await item.read();
      // Only texts can be written to; files of other formats stay as they are.
      if (!/\.(?:txt|md)$/u.test(file.fileName)) return file;
      return { ...file, content: Buffer.concat([file.content, Buffer.from(`\n\n${footer}\n`)]) };
    },
  };
}

async function measure(base: LocalKnowledgeBase, collectionId: string, set: GoldSet): Promise<Omit<Row, 'setting'>> {
  let held = 0;
  for (const { line, question } of footers) {
    const { passages } = await base.search({ collectionId, query: question, limit: 10 });
    held += passages.filter((it) => it.text.includes(line)).length;
  }
  const asked = set.questions.filter((it) => it.relevant.length > 0 && (it.turns ?? []).length === 0);
  let first = 0;
  let five = 0;
  for (const { question, relevant } of asked) {
    const { passages } = await base.search({ collectionId, query: question, limit: 50 });
    const documents = [...new Set(passages.map((it) => it.sourceKey))];
    if (relevant.includes(documents[0] ?? '')) first += 1;
    if (documents.slice(0, 5).some((it) => relevant.includes(it))) five += 1;
  }
  return {
    footerPassages: held / footers.length,
    recallAt1: first / asked.length,
    recallAt5: five / asked.length,
    questions: asked.length,
  };
}

function describe(rows: readonly Row[]): string {
  return textTable(
    ['repeated lines', 'footer passages of 10', 'hit@1', 'hit@5', 'questions'],
    rows.map((it) => [
      it.setting,
      it.footerPassages.toFixed(1),
      it.recallAt1.toFixed(3),
      it.recallAt5.toFixed(3),
      String(it.questions),
    ]),
  );
}
