import { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { runCommand, withKnowledgeBase, withServerOptions, type CommonOptions } from '../command-context.ts';
import { ensureCollection, importDocuments, type ImportFailure } from '../importing/import-documents.ts';
import { findSourceFiles } from '../importing/source-files.ts';
import { textTable } from '../terminal/text-table.ts';

interface ImportOptions extends CommonOptions {
  readonly collection: string;
}

export function importCommand(): Command {
  return withServerOptions(new Command('import'))
    .description('Import files and folders and wait until they are searchable')
    .argument('<path...>', 'files and folders')
    .requiredOption('--collection <name>', 'collection to import into; made when there is none of this name')
    .action((paths: string[], options: ImportOptions) =>
      runCommand(options, async (context) => {
        const { terminal } = context;
        const { files, skipped } = await findSourceFiles(paths);
        for (const { sourceKey, reason } of skipped) terminal.note(`skipped ${sourceKey}: ${reason}`);
        const started = performance.now();
        const { collection, outcome } = await withKnowledgeBase(context, options, async (base) => {
          const target = await ensureCollection(base, options.collection);
          const items = files.map(({ sourceKey, path }) => ({
            sourceKey,
            read: async () => ({ sourceKey, fileName: basename(path), content: await readFile(path) }),
          }));
          const bar = terminal.progress(target.name);
          try {
            const done = await importDocuments(base, { collectionId: target.id, items }, (stage, at, total) => {
              bar.update(at, total, `${stage} ${at}/${total}`);
            });
            return { collection: target, outcome: done };
          } finally {
            bar.end();
          }
        });
        const seconds = Number(((performance.now() - started) / 1000).toFixed(2));
        const { failures, ...counts } = outcome;
        terminal.result(
          {
            collection: { id: collection.id, name: collection.name },
            counts: { ...counts, skipped: skipped.length, failed: failures.length },
            failures,
            skipped,
            seconds,
          },
          `${collection.name}: ${counts.imported} imported (${counts.withWarnings} with warnings), ${counts.unchanged} unchanged, ` +
            `${skipped.length} skipped, ${failures.length} failed in ${seconds} s${failureTable(failures)}`,
        );
        if (failures.length > 0) process.exitCode = 1;
      }),
    );
}

function failureTable(failures: readonly ImportFailure[]): string {
  if (failures.length === 0) return '';
  const rows = failures.map(({ sourceKey, code, en, zh }) => [sourceKey, code, `${en} ${zh}`]);
  return `\n\n${textTable(['document', 'code', 'cause'], rows)}`;
}
