import { version } from '@mingda/api';
import { Command } from 'commander';
import { askCommand } from './commands/ask.command.ts';
import { benchCommand } from './commands/bench.command.ts';
import { compareCommand } from './commands/compare.command.ts';
import { evalCommand } from './commands/eval.command.ts';
import { exportCommand } from './commands/export.command.ts';
import { fitCommand } from './commands/fit.command.ts';
import { gateCommand } from './commands/gate.command.ts';
import { goldCommand } from './commands/gold.command.ts';
import { importCommand } from './commands/import.command.ts';
import { migrateCommand } from './commands/migrate.command.ts';
import { modelsCommand } from './commands/models.command.ts';
import { reportCommand } from './commands/report.command.ts';
import { startCommand } from './commands/start.command.ts';

export function createProgram(): Command {
  const program = new Command('mingda')
    .description('Mingda (明答) answers questions from your documents and shows the passage behind every answer')
    .version(version)
    .showHelpAfterError();
  const commands = [
    startCommand,
    importCommand,
    askCommand,
    evalCommand,
    goldCommand,
    fitCommand,
    gateCommand,
    compareCommand,
    exportCommand,
    reportCommand,
    modelsCommand,
    migrateCommand,
    benchCommand,
  ];
  for (const command of commands) program.addCommand(command());
  return program;
}
