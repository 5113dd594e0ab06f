import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readDemoOptions } from './demo-options.ts';

test('the environment gives defaults, arguments win', () => {
  const environment = { MINGDA_DATA_DIR: '/from/environment', MINGDA_PORT: '3100' };
  expect(readDemoOptions([], environment)).toMatchObject({ dataDir: '/from/environment', port: 3100, exit: false });
  expect(readDemoOptions(['--data', 'given', '--port', '0', '--exit'], environment)).toMatchObject({
    dataDir: resolve('given'),
    port: 0,
    exit: true,
  });
});

test.each([[['--port', 'x']], [['--nothing']]])('%j is refused', (args) => {
  expect(() => readDemoOptions(args, {})).toThrow(TypeError);
});
