import { goldImportFormats, goldSetNameSchema, type GoldImportFormat, type GoldImportReport } from '@mingda/contracts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { runCommand, withServerOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { ensureCollection, importDocuments } from '../importing/import-documents.ts';
import type { KnowledgeBase } from '../knowledge-base/knowledge-base.ts';
import { textTable } from '../terminal/text-table.ts';
import { readGoldSource, titleOf, type GoldSource } from './gold-source.ts';
import { withGoldStore } from './gold-store.ts';

interface ImportOptions extends CommonOptions {
  readonly set: string;
  readonly title?: string;
  readonly collection?: string;
  readonly format?: GoldImportFormat;
  readonly separator?: string;
  readonly candidates?: boolean;
}

interface ExportOptions extends CommonOptions {
  readonly format: 'jsonl' | 'csv';
  readonly setVersion?: number;
  readonly out?: string;
}

export function goldCommand(): Command {
  return new Command('gold')
    .description('Gold sets: list, import, export')
    .addCommand(listCommand())
    .addCommand(importCommand())
    .addCommand(exportCommand());
}

function listCommand(): Command {
  return withServerOptions(new Command('list'))
    .description('List gold sets')
    .action((options: CommonOptions) =>
      runCommand(options, async (context) => {
        const items = await withGoldStore(context, options, (store) => store.list());
        const rows = items.map((it) => [
          it.name,
          it.title,
          it.kind,
          String(it.questions),
          String(it.candidates),
          it.version === null ? '-' : String(it.version),
        ]);
        context.terminal.result(
          { items },
          textTable(['name', 'title', 'kind', 'questions', 'candidates', 'version'], rows),
        );
      }),
    );
}

function importCommand(): Command {
  return withServerOptions(new Command('import'))
    .description('Import questions; importing again updates them by their id')
    .argument('<path>', 'JSONL, CSV, XLSX, SQuAD or CMRC JSON, BEIR as ZIP or folder, or a gold-set folder')
    .requiredOption('--set <name>', 'gold set to import into; made when there is none of this name', setName)
    .option('--title <text>', 'title of a new set (default: name of the file)')
    .option('--collection <name>', 'link the set to this collection and import the documents that come along into it')
    .addOption(
      new Option('--format <format>', 'format of the file (default: found out)').choices([...goldImportFormats]),
    )
    .option('--separator <text>', 'between several answers in one cell (default: |)')
    .option('--candidates', 'as candidates that a person has to accept')
    .action((path: string, options: ImportOptions) =>
      runCommand(options, async (context) => {
        const { format, separator } = options;
        const { expandedBytes } = context.config.limits;
        const source = await readGoldSource(path, { format, separator, expandedBytes });
        const report = await withGoldStore(context, options, async (store, base) => {
          const collectionId =
            options.collection === undefined
              ? undefined
              : await collectionWith(context, base, { name: options.collection, source });
          await store.ensure(options.set, { title: options.title ?? titleOf(path), collectionId });
          return store.import(options.set, source.file, options.candidates === true ? 'candidate' : 'accepted');
        });
        context.terminal.result({ set: options.set, ...report }, describeReport(options.set, report));
        if (report.created + report.updated + report.unchanged === 0) process.exitCode = 1;
      }),
    );
}

function exportCommand(): Command {
  return withServerOptions(new Command('export'))
    .description('Write the accepted questions, or a frozen version, as a file')
    .argument('<set>', 'name of the gold set', setName)
    .addOption(new Option('--format <format>', 'format of the file').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--set-version <n>', 'a frozen version (default: what is accepted now)', wholeNumber)
    .option('--out <file>', 'file to write (default: stdout)')
    .action((name: string, options: ExportOptions) =>
      runCommand(options, async (context) => {
        const { format, setVersion: version, out } = options;
        const text = await withGoldStore(context, options, (store) => store.export(name, { format, version }));
        if (out === undefined) {
          context.terminal.result({ set: name, format, content: text }, text.trimEnd());
          return;
        }
        const file = resolve(out);
        await writeFile(file, text);
        context.terminal.result({ set: name, format, file }, `${name} written to ${file}`);
      }),
    );
}

/** The collection of a name with the documents of the source in it. @returns its id */
async function collectionWith(
  { terminal }: CommandContext,
  base: KnowledgeBase,
  { name, source }: { readonly name: string; readonly source: GoldSource },
): Promise<string> {
  const collection = await ensureCollection(base, name);
  if (source.documents.length === 0) return collection.id;
  const bar = terminal.progress(name);
  try {
    const request = { collectionId: collection.id, items: source.documents };
    const { failures } = await importDocuments(base, request, (stage, at, total) => bar.update(at, total, stage));
    for (const failure of failures) terminal.note(`${failure.sourceKey}: ${failure.code} ${failure.en}`);
  } finally {
    bar.end();
  }
  return collection.id;
}

const refusalsShown = 20;

function describeReport(name: string, report: GoldImportReport): string {
  const { created, updated, unchanged, refused, refusedCount, unknownDocuments, unknownDocumentCount } = report;
  const lines = [
    `${name}: ${created} new, ${updated} updated, ${unchanged} unchanged, ${refusedCount} left out (${report.format})`,
  ];
  if (unknownDocumentCount > 0) {
    lines.push(
      `${unknownDocumentCount} relevant documents are not in the collection: ${unknownDocuments.slice(0, 10).join(', ')}`,
    );
  }
  if (refusedCount > 0) {
    const rows = refused.slice(0, refusalsShown).map(({ row, en, zh }) => [String(row), `${en} ${zh}`]);
    lines.push('', textTable(['row', 'reason'], rows));
    if (refusedCount > rows.length) lines.push(`and ${refusedCount - rows.length} more`);
  }
  return lines.join('\n');
}

function setName(text: string): string {
  if (!goldSetNameSchema.safeParse(text).success) throw new InvalidArgumentError('letters, digits, - and _, up to 64');
  return text;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number above 0 is needed');
  return number;
}
