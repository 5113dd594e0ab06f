import { evaluationParams, reportFormats, reportLanguages, routes, type ReportFileFormat } from '@mingda/contracts';
import { Database, ScheduleHistoryRepository, TenantRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import { MakeReport } from '@mingda/reporting';
import { Command, InvalidArgumentError, Option } from 'commander';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand, withServerOptions, type CommandContext, type CommonOptions } from '../command-context.ts';
import { ApiClient } from '../knowledge-base/api-client.ts';

interface ReportOptions extends CommonOptions {
  readonly format: readonly ReportFileFormat[];
  readonly lang: (typeof reportLanguages)[number];
  readonly out: string;
}

type Render = (format: ReportFileFormat) => Promise<Uint8Array>;

export function reportCommand(): Command {
  return withServerOptions(new Command('report'))
    .description('Write the report of a finished evaluation, with its trend and what changed')
    .argument('<evaluation-id>', 'as the address of its page in the portal shows it')
    .option('--format <list>', `of ${reportFormats.join(', ')}, separated by commas`, formatList, ['pdf'])
    .addOption(new Option('--lang <language>', 'of the report').choices(reportLanguages).default('en'))
    .option('--out <folder>', 'where to write', '.')
    .action((evaluationId: string, options: ReportOptions) =>
      runCommand(options, async (context) => {
        if (!evaluationParams.safeParse({ evaluationId }).success) {
          throw new MingdaError('EVALUATION_NOT_FOUND', { subject: evaluationId });
        }
        const folder = resolve(options.out);
        await mkdir(folder, { recursive: true });
        const files = await withRender(context, { ...options, evaluationId }, async (render) => {
          const written: string[] = [];
          for (const format of options.format) {
            const language = format === 'json' ? '' : `.${options.lang}`;
            const path = join(folder, `report-${evaluationId.slice(0, 8)}${language}.${format}`);
            await writeFile(path, await render(format));
            written.push(path);
          }
          return written;
        });
        context.terminal.result({ files }, files.join('\n'));
      }),
    );
}

/** From the server that `--url` names, else from the database alone: no model is needed to write a report. */
async function withRender<T>(
  { config, logger }: CommandContext,
  { evaluationId, lang, url, token }: ReportOptions & { evaluationId: string },
  work: (render: Render) => Promise<T>,
): Promise<T> {
  if (url !== undefined) {
    const client = new ApiClient({ url, token });
    return work(async (format) => {
      const request = { params: { evaluationId, format }, query: { language: lang } };
      return new Response(await client.stream(routes.downloadReport, request)).bytes();
    });
  }
  const database = await Database.open({ ...config.database, dataDir: config.dataDir, logger });
  try {
    await database.migrate();
    const scope = { tenantId: await new TenantRepository(database).ensureDefault() };
    const makeReport = new MakeReport(new ScheduleHistoryRepository(database));
    return await work(
      async (format) => (await makeReport.file(scope, { evaluationId, format, language: lang })).content,
    );
  } finally {
    await database.close();
  }
}

function formatList(text: string): ReportFileFormat[] {
  return text.split(',').map((part) => {
    const format = reportFormats.find((it) => it === part.trim());
    if (format === undefined) throw new InvalidArgumentError(`choose from ${reportFormats.join(', ')}`);
    return format;
  });
}
