import { runTool } from '../setup/prepare.mjs';

await runTool('tools/test/run-tests.ts', process.argv.slice(2));
