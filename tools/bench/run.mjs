import { runTool } from '../setup/prepare.mjs';

await runTool('tools/bench/run-bench.ts', process.argv.slice(2));
