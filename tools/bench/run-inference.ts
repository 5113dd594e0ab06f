import { benchInference } from './inference.ts';

process.exitCode = (await benchInference(process.argv.slice(2))) ? 0 : 1;
