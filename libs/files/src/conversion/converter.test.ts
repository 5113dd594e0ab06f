import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@mingda/platform';
import { afterAll, describe, expect, test } from 'vitest';
import { DocumentParser } from '../document-parser.ts';
import { Converter } from './converter.ts';

const limits = { fileBytes: 10_000_000, pages: 100, expandedBytes: 10_000_000, parseMs: 60_000 };
const options = { timeoutMs: 30_000, outputBytes: 10_000_000 };
const rtf = Buffer.from(String.raw`{\rtf1\ansi {\b Leave policy}\par Ten days of leave a year.\par}`);
const leftovers = (): string[] => readdirSync(tmpdir()).filter((it) => it.startsWith('mingda-convert-'));

/** A converter of our own, run by this Node. */
async function script(body: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'mingda-script-')), 'convert.mjs');
  await writeFile(path, `import fs from 'node:fs';\nconst [input, folder, format] = process.argv.slice(2);\n${body}`);
  return `${process.execPath} ${path} {input} {folder} {format}`;
}

const convert = async (body: string, more: Partial<typeof options> = {}, signal?: AbortSignal): Promise<Buffer> =>
  new Converter({ command: await script(body), ...options, ...more }).convert({ content: rtf, format: 'rtf' }, signal);

describe.skipIf(process.platform === 'win32')('a command as converter', () => {
  test('gets the file, the folder and the format; what it writes comes back, and nothing stays behind', async () => {
    const before = leftovers().length;
    const seen = await convert(
      `fs.writeFileSync(folder + '/x.' + format, JSON.stringify([fs.readFileSync(input, 'utf8').length, Object.keys(process.env).sort()]));`,
    );
    expect(JSON.parse(seen.toString())).toEqual([rtf.length, expect.arrayContaining(['HOME', 'PATH'])]);
    expect(seen.toString()).not.toContain('MINGDA');
    expect(leftovers().length).toBe(before);
  });

  test('one that does not end is ended at its time', async () => {
    await expect(convert('setInterval(() => {}, 1000);', { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'PARSE_TIMEOUT',
    });
  });

  test('being called off ends it with all that it has started', async () => {
    const call = new AbortController();
    const marker = join(tmpdir(), `mingda-marker-${process.pid}`);
    const pending = expect(
      convert(
        `import('node:child_process').then(({ spawn }) => { fs.writeFileSync(${JSON.stringify(marker)}, String(spawn('sleep', ['300'], { stdio: 'ignore' }).pid)); }); setInterval(() => {}, 1000);`,
        {},
        call.signal,
      ),
    ).rejects.toThrow('called off');
    const started = (): number => (existsSync(marker) ? Number(readFileSync(marker, 'utf8')) : 0);
    await expect.poll(started).toBeGreaterThan(0);
    const child = started();
    expect(isRunning(child)).toBe(true);
    call.abort(new Error('called off'));
    await pending;
    await expect.poll(() => isRunning(child)).toBe(false);
  });

  test('what it writes is limited', async () => {
    const flood = `const file = fs.openSync(folder + '/x.docx', 'w'); for (;;) fs.writeSync(file, Buffer.alloc(1_000_000, 1));`;
    await expect(convert(flood, { outputBytes: 5_000_000 })).rejects.toMatchObject({ code: /FILE_(?:CORRUPT|LIMIT)/ });
  });

  test.each([
    ['process.exit(3)', 'FILE_CORRUPT'],
    ['', 'FILE_CORRUPT'],
  ])('a failing one: %s', async (body, code) => {
    await expect(convert(body)).rejects.toMatchObject({ code });
  });

  test('one that is not installed says how to get it, and the next file is tried again', async () => {
    const converter = new Converter({ command: '/nowhere/soffice', ...options });
    for (let time = 0; time < 2; time += 1) {
      await expect(converter.convert({ content: rtf, format: 'rtf' })).rejects.toMatchObject({
        code: 'FILE_NEEDS_CONVERTER',
        fixes: expect.arrayContaining([expect.stringContaining('LibreOffice')]) as unknown,
      });
    }
  });
});

/** A process that has ended and that nobody has waited for is still listed, as a zombie. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const status = `/proc/${pid}/status`;
    return !existsSync(status) || !/^State:\s+Z/m.test(readFileSync(status, 'utf8'));
  } catch {
    return false;
  }
}

test.skipIf(process.env['MINGDA_DATASETS'] === undefined)('a protected file is not for the converter', async () => {
  const content = await readFile(join(process.env['MINGDA_DATASETS'] ?? '', 'files-open', 'enc-tika.xlsx'));
  const converter = new Converter({ command: '/nowhere/soffice', ...options });
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  const parser = new DocumentParser({ limits, threads: 1, logger, converter });
  await expect(parser.parse({ content, fileName: 'a.xlsx' })).rejects.toMatchObject({ code: 'FILE_ENCRYPTED' });
  const { blocks } = await parser.parse({ content, fileName: 'a.xlsx', password: 'tika' });
  expect(blocks.map((it) => it.text).join('\n')).toContain('Encrypted Excel');
  await parser.close();
});

const soffice = ['/usr/bin/soffice', '/usr/local/bin/soffice', '/opt/homebrew/bin/soffice'].find((it) =>
  existsSync(it),
);
const datasets = process.env['MINGDA_DATASETS'];

describe.skipIf(soffice === undefined)('LibreOffice', () => {
  const converter = new Converter({ command: soffice ?? '', ...options, timeoutMs: 60_000 });
  const logger = createLogger({ logLevel: 'silent' }, 'test');
  const parser = new DocumentParser({ limits, threads: 1, logger, converter });
  afterAll(() => parser.close());

  test('reads rich text', async () => {
    const { blocks } = await parser.parse({ content: rtf, fileName: 'policy.rtf' });
    expect(blocks.map((it) => it.text)).toEqual(['Leave policy', 'Ten days of leave a year.']);
  }, 90_000);

  test.skipIf(datasets === undefined).each([
    ['zh-links.doc', '世界雅虎'],
    ['zh-provinces.xls', '安徽省'],
    ['zh.ppt', 'Single byte'],
  ])(
    'reads %s',
    async (fileName, text) => {
      const content = await readFile(join(datasets ?? '', 'files-open', fileName));
      const { blocks } = await parser.parse({ content, fileName });
      expect(blocks.map((it) => it.text).join('\n')).toContain(text);
    },
    90_000,
  );
});
