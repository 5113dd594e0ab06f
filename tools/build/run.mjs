import { runTool } from '../setup/prepare.mjs';

await runTool('tools/build/run-build.ts', process.argv.slice(2));
