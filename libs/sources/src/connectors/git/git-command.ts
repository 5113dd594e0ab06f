import { spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { MingdaError } from '@mingda/platform';

export interface GitSettings {
  /** Protocols that may be spoken, separated by colons. */
  readonly protocols: string;
  /** Settings of git by name; in the environment, where other users of the machine do not see them. */
  readonly config: Readonly<Record<string, string>>;
}

export interface GitRun {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Of what it writes; more ends it. */
  readonly mostBytes: number;
  /** Asked about once a second; an error ends it. */
  readonly supervise?: () => Promise<void>;
}

/** Where git is looked for: a folder that a user of the machine may write to is none of them. */
const places = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';
const superviseEveryMs = 1000;
const keptMessageCharacters = 4000;

/**
 * The machine's git, cut off from the settings of the machine and of its user: no hooks, no helpers, no questions, no
 * files of a repository that could name programs.
 */
export class GitCommand {
  readonly #environment: Readonly<Record<string, string>>;

  constructor({ protocols, config }: GitSettings) {
    const settings = Object.entries({ ...hardened, ...config });
    this.#environment = {
      PATH: places,
      LC_ALL: 'C',
      HOME: devNull,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      GIT_TERMINAL_PROMPT: '0',
      GIT_ASKPASS: '',
      GIT_LITERAL_PATHSPECS: '1',
      GIT_ALLOW_PROTOCOL: protocols,
      GIT_CONFIG_COUNT: String(settings.length),
      ...Object.fromEntries(settings.map(([key], index) => [`GIT_CONFIG_KEY_${index}`, key])),
      ...Object.fromEntries(settings.map(([, value], index) => [`GIT_CONFIG_VALUE_${index}`, value])),
    };
  }

  /**
   * What the command writes.
   * @throws MingdaError by what git says: `SOURCE_DENIED`, `SOURCE_NOT_THERE`, `SOURCE_UNAVAILABLE`,
   * `SOURCE_SETTINGS_INVALID` without git or when too much comes
   */
  async run(parameters: readonly string[], { signal, timeoutMs, mostBytes, supervise }: GitRun): Promise<Buffer> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    // A group of its own: git leaves the talking to children, which have to end with it.
    const child = spawn('git', parameters, {
      env: this.#environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = (reason: unknown): void => {
      reject(reason);
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    };
    const onAbort = (): void => end(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const deadline = setTimeout(
      () => end(new MingdaError('SOURCE_UNAVAILABLE', { detail: `no end within ${timeoutMs / 1000} s` })),
      timeoutMs,
    );
    const watch = setInterval(() => void supervise?.().catch(end), superviseEveryMs);
    const pieces: Buffer[] = [];
    let size = 0;
    let message = '';
    child.stdout.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size <= mostBytes) pieces.push(piece);
      else end(new MingdaError('SOURCE_SETTINGS_INVALID', { detail: 'the repository is too large' }));
    });
    child.stderr.on('data', (piece: Buffer) => {
      message = `${message}${piece.toString('utf8')}`.slice(-keptMessageCharacters);
    });
    child.on('error', (error) => reject(missing(error)));
    child.on('close', (status) => (status === 0 ? resolve(Buffer.concat(pieces)) : reject(faultOf(message))));
    try {
      return await promise;
    } finally {
      clearTimeout(deadline);
      clearInterval(watch);
      signal.removeEventListener('abort', onAbort);
    }
  }
}

const hardened = {
  'core.hooksPath': devNull,
  'core.fsmonitor': 'false',
  'core.askPass': '',
  'credential.helper': '',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'http.followRedirects': 'false',
  'http.lowSpeedLimit': '1',
  'http.lowSpeedTime': '60',
  'submodule.recurse': 'false',
  'transfer.bundleURI': 'false',
  'fetch.fsckObjects': 'true',
  // What harmless old histories have; the rest of the check stays an error.
  'fetch.fsck.zeroPaddedFilemode': 'ignore',
  'fetch.fsck.missingSpaceBeforeDate': 'ignore',
  'fetch.fsck.badTimezone': 'ignore',
} as const;

function missing(error: Error): MingdaError {
  return new MingdaError('SOURCE_SETTINGS_INVALID', {
    detail: 'git cannot be run on this machine',
    fixes: ['install git where the worker and the API run'],
    cause: error,
  });
}

const faults = [
  [/authentication failed|could not read (?:username|password)|error: 40[13]\b|access denied/i, 'SOURCE_DENIED'],
  [
    /repository .*not found|error: 404\b|does not appear to be a git repository|couldn't find remote ref|not a git repository/i,
    'SOURCE_NOT_THERE',
  ],
  [/unable to update url base from redirection|error: 30\d\b/i, 'SOURCE_SETTINGS_INVALID'],
] as const;

function faultOf(message: string): MingdaError {
  const code = faults.find(([pattern]) => pattern.test(message))?.[1] ?? 'SOURCE_UNAVAILABLE';
  const line = message
    .split('\n')
    .findLast((it) => /^(?:fatal|error):/.test(it))
    ?.replace(/^(?:fatal|error): */, '');
  return new MingdaError(code, { detail: line ?? 'git has ended without a word' });
}
