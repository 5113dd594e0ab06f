import { build } from '../build/build.ts';
import { Demo } from './demo.ts';
import { readDemoOptions, usage } from './demo-options.ts';

// Ctrl-C reaches the server through the terminal; this process stays until the server has ended.
process.on('SIGINT', () => undefined);

try {
  const options = readDemoOptions(process.argv.slice(2), process.env);
  await build();
  process.exitCode = await new Demo(options).run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof TypeError) process.stderr.write(`${usage}\n`);
  process.exitCode = 1;
}
