import { runTool } from '../setup/prepare.mjs';

await runTool('tools/check/run-checks.ts', process.argv.slice(2));
