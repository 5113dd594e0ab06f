import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { CodeTests } from '@mingda/contracts';

export interface Interpreter {
  /** Read-only in the sandbox, at their own place. */
  readonly paths: readonly string[];
  /** The command that runs a program file. */
  command(program: string): readonly string[];
}

const run = promisify(execFile);

/** Node refuses files, processes and threads itself; the namespaces hold where it does not. */
const nodeOptions = [
  '--permission',
  '--allow-fs-read=/sandbox/program',
  '--max-old-space-size=192',
  '--no-addons',
  '--jitless',
];
const askPython = 'import sys, os; print(os.path.realpath(sys.executable)); print(sys.base_prefix)';

/** Where this machine's interpreter of a language is; null when there is none. */
export async function findInterpreter(language: CodeTests['language']): Promise<Interpreter | null> {
  if (language === 'node') {
    const node = await realpath(process.execPath);
    return { paths: [node], command: (program) => [node, ...nodeOptions, program] };
  }
  try {
    const { stdout } = await run('python3', ['-I', '-c', askPython], { timeout: 10_000 });
    const [executable = '', prefix = ''] = stdout.trim().split('\n');
    // A Python of the system lives in /usr: its library is shown with the others, its program is not.
    const paths = prefix === '/usr' ? [executable] : [prefix];
    return { paths, command: (program) => [executable, '-I', '-S', '-B', program] };
  } catch {
    return null;
  }
}
