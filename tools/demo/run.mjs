import { runTool } from '../setup/prepare.mjs';

// Installing belongs to the time from a fresh clone to the first answer.
process.env.MINGDA_DEMO_STARTED_MS = String(Date.now());
await runTool('tools/demo/run-demo.ts', process.argv.slice(2));
