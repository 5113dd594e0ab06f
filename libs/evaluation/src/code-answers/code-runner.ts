import { randomUUID } from 'node:crypto';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeTests } from '@mingda/contracts';
import { MingdaError, temporaryFolder } from '@mingda/platform';
import { findInterpreter, type Interpreter } from './interpreters.ts';
import { writeProgram } from './program.ts';
import { runInSandbox, type SandboxLimits, type SandboxResult } from './sandbox.ts';

export interface CodeResult {
  readonly passed: boolean;
  /** Why not, for the reader of a report; null when it passed. */
  readonly reason: string | null;
}

const megabyte = 1024 * 1024;
const defaultLimits: Readonly<Record<CodeTests['language'], SandboxLimits>> = {
  // Node needs about ten threads and reserves memory generously.
  node: { wallMs: 10_000, cpuSeconds: 10, memoryBytes: 384 * megabyte, processes: 32, outputBytes: 64 * 1024 },
  python: { wallMs: 10_000, cpuSeconds: 10, memoryBytes: 256 * megabyte, processes: 8, outputBytes: 64 * 1024 },
};
const probeMs = 10_000;

/**
 * Runs the code of answers with the tests of their questions, each in a sandbox of its own
 * (`docs/decisions/0019-code-answers-in-namespaces.md`). Where the sandbox cannot be had nothing runs.
 */
export class CodeRunner {
  readonly #limits: Partial<SandboxLimits>;
  readonly #interpreters = new Map<CodeTests['language'], Promise<Interpreter>>();

  constructor(limits: Partial<SandboxLimits> = {}) {
    this.#limits = limits;
  }

  /** @throws MingdaError `CODE_SANDBOX_UNAVAILABLE` when isolation or the language's interpreter is not to be had */
  async run(code: string, tests: CodeTests): Promise<CodeResult> {
    const interpreter = await this.#interpreter(tests.language);
    const limits = { ...defaultLimits[tests.language], ...this.#limits };
    const mark = randomUUID();
    const result = await this.#execute(interpreter, writeProgram(code, tests, mark), limits);
    const reason = reasonOf(result, { mark, limits });
    return { passed: reason === null, reason };
  }

  /** Isolation is tried out once a language: only a sandbox that has worked is trusted with foreign code. */
  #interpreter(language: CodeTests['language']): Promise<Interpreter> {
    const known = this.#interpreters.get(language);
    if (known !== undefined) return known;
    const tried = this.#tryOut(language);
    this.#interpreters.set(language, tried);
    return tried;
  }

  async #tryOut(language: CodeTests['language']): Promise<Interpreter> {
    if (process.platform !== 'linux') throw unavailable(`there are no namespaces on ${process.platform}`);
    const interpreter = await findInterpreter(language);
    if (interpreter === null) throw unavailable(`there is no interpreter of ${language}`);
    const program =
      language === 'node'
        ? { file: 'probe.cjs', text: "process.stdout.write('ready')" }
        : { file: 'probe.py', text: "print('ready', end='')" };
    const limits = { ...defaultLimits[language], wallMs: probeMs };
    const { stdout, stderr } = await this.#execute(interpreter, program, limits).catch((error: unknown) => ({
      stdout: '',
      stderr: error instanceof Error ? error.message : String(error),
    }));
    if (stdout !== 'ready') throw unavailable(stderr.trim().slice(0, 500));
    return interpreter;
  }

  async #execute(
    interpreter: Interpreter,
    program: { readonly file: string; readonly text: string },
    limits: SandboxLimits,
  ): Promise<SandboxResult> {
    const folder = await temporaryFolder('code');
    try {
      await writeFile(join(folder, program.file), program.text, { mode: 0o644 });
      // Read by a user without rights.
      await chmod(folder, 0o755);
      const command = interpreter.command(`/sandbox/program/${program.file}`);
      return await runInSandbox({ folder, interpreter: interpreter.paths, command }, limits);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function reasonOf(
  { ended, exitCode, signal, stdout, stderr }: SandboxResult,
  { mark, limits }: { readonly mark: string; readonly limits: SandboxLimits },
): string | null {
  if (ended === 'time' || signal === 'SIGXCPU') return `time: more than ${limits.wallMs / 1000} s`;
  if (ended === 'output') return `output: more than ${limits.outputBytes} bytes`;
  if (exitCode === 0 && stdout.endsWith(mark)) return null;
  if (exitCode === 0) return 'the program ended before its tests did';
  const lines = stderr.split('\n').map((line) => line.trim());
  const told = lines.findLast((line) =>
    /^(?:[\w.]*(?:Error|Exception|Interrupt)\b|FATAL ERROR|.*out of memory)/u.test(line),
  );
  return told?.slice(0, 300) ?? `ended with ${signal ?? `code ${exitCode}`}`;
}

function unavailable(detail: string): MingdaError {
  return new MingdaError('CODE_SANDBOX_UNAVAILABLE', {
    detail,
    fixes: [
      'run on Linux with unshare, setpriv, prlimit and chroot (util-linux, coreutils) and user namespaces allowed',
      'in a container, allow it to make namespaces (CAP_SYS_ADMIN, or a seccomp profile that permits unshare and mount)',
      'unset MINGDA_EVAL_CODE',
    ],
  });
}
