import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeTests } from '@mingda/contracts';
import { MingdaError } from '@mingda/platform';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { goldQuestion, givenAnswer, outcomeOf } from '../../test/outcomes.ts';
import { CodeRunner } from './code-runner.ts';
import { codeVerdict } from './code-verdict.ts';

const node = (code = 'void f;'): CodeTests => ({ language: 'node', code, entryPoint: 'f' });
const python = (code = 'f'): CodeTests => ({ language: 'python', code, entryPoint: 'f' });
const runner = new CodeRunner();
const brief = new CodeRunner({ wallMs: 700 });

/** Only on machines that cannot make namespaces; there the product refuses, which is tested below. */
const isolated = async (tests: CodeTests): Promise<boolean> =>
  runner.run('', { ...tests, entryPoint: 'Object' }).then(
    () => true,
    () => false,
  );
const available = await isolated(node());
const withPython = await isolated(python());

describe.skipIf(!available)('JavaScript in the sandbox (skipped where namespaces cannot be made)', () => {
  it.each<[string, string, string]>([
    ['a function', 'function f(a, b) { return a + b }', 'assert.equal(f(1, 2), 3)'],
    ['a promise', 'const f = async (x) => x', 'assert.equal(await f(3), 3)'],
    ['a module', "import path from 'node:path';\nexport const f = () => path.sep;", "assert.equal(f(), '/')"],
    ['a module with tests that wait', 'export const f = async (x) => x;', 'assert.equal(await f(3), 3)'],
    ['its own assert', "const assert = require('node:assert'); const f = () => 1;", 'assert.equal(f(), 1)'],
  ])('passes: %s', async (_name, code, tests) => {
    expect(await runner.run(code, node(tests))).toEqual({ passed: true, reason: null });
  });

  it.each<[string, string, RegExp, string?]>([
    ['a wrong result', 'const f = () => 1', /AssertionError/, 'assert.equal(f(), 2)'],
    ['a promise that fails', 'const f = async () => { throw new TypeError("x") }', /TypeError: x/, 'await f()'],
    ['another name', 'const g = 1', /ReferenceError: f is not defined/],
    ['no JavaScript', 'function f( {', /SyntaxError/],
    ['leaving early', 'const f = 1; process.exit(0)', /before its tests/],
    ['reading a file', 'const f = 1; require("fs").readFileSync("/etc/passwd")', /restricted/],
    ['writing a file', 'const f = 1; require("fs").writeFileSync("/tmp/x", "1")', /restricted/],
    ['a process', 'const f = 1; require("child_process").execFileSync(process.execPath)', /restricted/],
    ['a thread', 'const f = 1; new (require("worker_threads").Worker)("1", { eval: true })', /restricted/],
    ['2 GB at once', 'const f = Buffer.alloc(2 ** 31, 1)', /RangeError|memory/],
    ['2 GB by and by', 'const f = []; for (;;) f.push(new Array(1e6).fill(1.5))', /memory/],
    ['endless output', 'const f = 1; for (;;) process.stdout.write("x".repeat(65536))', /output: more than/],
    [
      'a connection',
      'const f = () => new Promise((_, no) => require("net").connect(80, "127.0.0.1").on("error", no))',
      /ENETUNREACH/,
      'await f()',
    ],
  ])('does not pass: %s', async (_name, code, reason, tests) => {
    const result = await runner.run(code, node(tests));
    expect(result).toMatchObject({ passed: false, reason: expect.stringMatching(reason) as string });
  });

  it('ends a loop', async () => {
    expect(await brief.run('const f = 1; for (;;);', node())).toEqual({
      passed: false,
      reason: 'time: more than 0.7 s',
    });
  });
});

describe.skipIf(!withPython)('Python in the sandbox (skipped where there is none or no namespaces)', () => {
  it.each<[string, string, string]>([
    ['a function', 'def f(a, b):\n    return a + b', 'assert f(1, 2) == 3'],
    [
      'the standard library',
      'import json, math\ndef f(x):\n    return json.dumps(math.floor(x))',
      'assert f(1.5) == "1"',
    ],
    [
      'a file of its own in /tmp',
      'open("/tmp/x", "w").write("1")\ndef f(): return open("/tmp/x").read()',
      'assert f() == "1"',
    ],
    [
      'no secrets in the environment',
      'import os\nf = dict(os.environ)',
      'assert not [it for it in f if it.startswith("MINGDA")]',
    ],
    ['no right left', 'import os\nf = os.getuid()', 'assert not os.access("/usr/lib", os.W_OK)'],
  ])('passes: %s', async (_name, code, tests) => {
    expect(await runner.run(code, python(tests))).toEqual({ passed: true, reason: null });
  });

  it.each<[string, string, RegExp, string?]>([
    ['a wrong result', 'def f(): return 1', /AssertionError: one/, 'assert f() == 2, "one"'],
    ['another name', 'g = 1', /NameError/],
    ['leaving early', 'f = 1\nimport sys; sys.exit(0)', /before its tests/],
    ['reading a file', 'f = open("/etc/passwd").read()', /FileNotFoundError/],
    ['reading this repository', `f = open(${JSON.stringify(import.meta.filename)}).read()`, /FileNotFoundError/],
    ['looking at processes', 'import os\nf = os.listdir("/proc")', /FileNotFoundError/],
    ['calling a program', 'import subprocess\nf = subprocess.run(["/bin/sh", "-c", "true"])', /FileNotFoundError/],
    ['writing outside', 'f = open("/usr/lib/x", "w")', /Read-only|Permission/],
    ['writing beside the program', 'f = open("/sandbox/program/x", "w")', /Read-only|Permission/],
    ['a large file', 'f = open("/tmp/x", "wb").write(b"1" * 30_000_000)', /File too large|No space/],
    ['many files', 'for f in range(9):\n    open(f"/tmp/{f}", "wb").write(b"1" * 3_000_000)', /No space/],
    ['2 GB at once', 'f = bytearray(2 ** 31)', /MemoryError/],
    ['2 GB by and by', 'f = []\nwhile True: f.append(bytearray(1_000_000))', /MemoryError/],
    ['processes without end', 'import os\nf = 1\nwhile True: os.fork()', /BlockingIOError|Resource/],
    ['a connection', 'import socket\nf = socket.create_connection(("127.0.0.1", 80), 2)', /unreachable/],
    ['a look-up of a name', 'import socket\nf = socket.getaddrinfo("localhost", 80)', /gaierror|code 1/],
    ['a mount', 'import os\nf = os.chroot("/tmp")', /PermissionError/],
    ['a debugger', 'import ctypes\nf = ctypes.CDLL(None).ptrace(16, 1, 0, 0)\nassert f == 0', /AssertionError/],
    ['endless output', 'f = 1\nwhile True: print("x" * 65536)', /output: more than/],
  ])('does not pass: %s', async (_name, code, reason, tests) => {
    const result = await runner.run(code, python(tests));
    expect(result).toMatchObject({ passed: false, reason: expect.stringMatching(reason) as string });
  });

  it.each<[string, string]>([
    ['a loop', 'f = 1\nwhile True: pass'],
    [
      'a fork bomb that goes on when refused',
      'import os\nf = 1\nwhile True:\n    try: os.fork()\n    except OSError: pass',
    ],
    [
      'a child in a session of its own',
      'import os, time\nf = os.fork()\ntry: os.setsid()\nexcept OSError: pass\ntime.sleep(600)',
    ],
  ])('ends %s, with all it started', async (_name, code) => {
    expect(await brief.run(code, python())).toEqual({ passed: false, reason: 'time: more than 0.7 s' });
    const left: string[] = [];
    for (const pid of (await readdir('/proc')).filter((it) => /^\d+$/.test(it))) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (command.includes('/sandbox/program/')) left.push(command);
    }
    expect(left).toEqual([]);
  });

  it('runs side by side without counting the processes of others', async () => {
    const results = await Promise.all(
      Array.from({ length: 6 }, () =>
        runner.run('import os\ndef f():\n    return os.wait() if os.fork() else os._exit(0)', python('f()')),
      ),
    );
    expect(results.every(({ passed }) => passed)).toBe(true);
  });

  it('ends with the process that started it, even killed', async () => {
    const code = 'import os, time\nf = os.fork()\ntry: os.setsid()\nexcept OSError: pass\ntime.sleep(600)';
    const module = JSON.stringify(new URL('code-runner.ts', import.meta.url).href);
    const script = `import { CodeRunner } from ${module};
      await new CodeRunner({ wallMs: 60_000 }).run(${JSON.stringify(code)}, ${JSON.stringify(python())});`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const childrenOf = (pid: number | undefined): Promise<number[]> =>
      readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').then(
        (text) => text.trim().split(' ').filter(Boolean).map(Number),
        () => [],
      );
    const running = async (): Promise<number> => {
      const [unshare] = await childrenOf(parent.pid);
      const [first = 0] = await childrenOf(unshare);
      // The second process of the namespace is the one that the answer started: it is past the probe then.
      return (await childrenOf(first)).length > 0 ? first : 0;
    };
    const first = await vi.waitUntil(running, { timeout: 20_000, interval: 50 });
    parent.kill('SIGKILL');
    expect(await vi.waitUntil(() => !existsSync(`/proc/${first}`), { timeout: 10_000, interval: 50 })).toBe(true);
  });

  it('leaves no folder behind', async () => {
    const own = await mkdtemp(join(tmpdir(), 'mingda-code-test-'));
    const { TMPDIR } = process.env;
    onTestFinished(async () => {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
      await rm(own, { recursive: true, force: true });
    });
    process.env['TMPDIR'] = own;
    expect(await runner.run('f = 1', python())).toMatchObject({ passed: true });
    expect(await readdir(own)).toEqual([]);
  });
});

describe('where there is no isolation', () => {
  it('nothing is run', async () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform');
    onTestFinished(() => void Object.defineProperty(process, 'platform', platform ?? {}));
    Object.defineProperty(process, 'platform', { value: 'darwin' });
    await expect(new CodeRunner().run('function f() {}', node())).rejects.toMatchObject({
      code: 'CODE_SANDBOX_UNAVAILABLE',
    });
  });
});

describe('the verdict on an answer', () => {
  const question = goldQuestion({
    answers: ['```python\ndef f(x):\n    return x\n```'],
    tests: python('assert f(1) == 1'),
  });
  const told: string[] = [];
  const fake = {
    run: (code: string) => {
      told.push(code);
      return Promise.resolve({ passed: true, reason: null });
    },
  };
  const verdict = (text: string, given: { refused?: boolean } = {}) =>
    codeVerdict(fake, outcomeOf(question, { answer: givenAnswer({ text, ...given }) }));

  it('runs the code of the answer and compares it with the reference', async () => {
    expect(await verdict('这样写：\n```python\ndef f(x):  \n\n    return x\n```\n即可。')).toEqual({
      exact: true,
      passed: true,
      reason: null,
    });
    expect(told.at(-1)).toBe('def f(x):  \n\n    return x\n');
    expect(await verdict('def f(x): return x')).toMatchObject({ exact: false, passed: true });
  });

  it('has not passed without code', async () => {
    for (const text of ['', '```sql\nselect 1\n```'])
      expect(await verdict(text)).toMatchObject({ exact: false, passed: false, reason: 'the answer holds no code' });
    expect(await verdict('```python\ndef f(x): return x\n```', { refused: true })).toMatchObject({ passed: false });
  });

  it('says nothing of other questions', async () => {
    expect(await codeVerdict(fake, outcomeOf(goldQuestion(), { answer: givenAnswer() }))).toBeNull();
    expect(await codeVerdict(fake, outcomeOf(question))).toBeNull();
  });

  it('passes on that there is no sandbox', async () => {
    const none = { run: () => Promise.reject(new MingdaError('CODE_SANDBOX_UNAVAILABLE')) };
    const outcome = outcomeOf(question, { answer: givenAnswer({ text: 'def f(x): return x' }) });
    await expect(codeVerdict(none, outcome)).rejects.toMatchObject({ code: 'CODE_SANDBOX_UNAVAILABLE' });
  });
});
