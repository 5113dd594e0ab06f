import { Database } from '@mingda/database';
import { Command } from 'commander';
import { runCommand, withCommonOptions, type CommonOptions } from '../command-context.ts';

export function migrateCommand(): Command {
  return withCommonOptions(new Command('migrate'))
    .description('Bring the database to the newest schema')
    .action((options: CommonOptions) =>
      runCommand(options, async ({ terminal, config, logger }) => {
        const { url, pool } = config.database;
        const database = await Database.open({ url, pool, dataDir: config.dataDir, logger });
        try {
          const applied = await database.migrate();
          const text = applied.length === 0 ? 'nothing to do' : applied.map((name) => `applied ${name}`).join('\n');
          terminal.result({ database: database.kind, applied }, text);
        } finally {
          await database.close();
        }
      }),
    );
}
