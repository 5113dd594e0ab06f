import { isIP } from 'node:net';
import { MingdaError, type TargetGuard } from '@mingda/platform';
import type { SourceSecrets, SourceSettings } from '@mingda/contracts';
import type { FetchMessageObject, ImapFlow, ImapFlowError } from 'imapflow';

export interface MailboxAccess {
  readonly settings: SourceSettings<'imap'>;
  readonly secrets: SourceSecrets<'imap'>;
  readonly guard: TargetGuard;
  readonly signal: AbortSignal;
  /** Largest mail that is read. */
  readonly mostBytes: number;
  /** PEM of an authority to trust beside those of the system. */
  readonly authority?: string | undefined;
}

/** Messages of one folder at one time: other numbers mean other mail once `uidValidity` has changed. */
export interface FolderState {
  readonly folder: string;
  readonly uidValidity: bigint;
  readonly uids: readonly number[];
}

/** What a listing needs to know of a message. */
const summary = { uid: true, size: true, flags: true, internalDate: true, envelope: true };
const megabyte = 1024 * 1024;

/** One connection to a mailbox, read-only: nothing is marked as seen. Folders are opened one at a time. */
export class MailboxSession {
  readonly #client: ImapFlow;
  readonly #access: MailboxAccess;

  private constructor(client: ImapFlow, access: MailboxAccess) {
    this.#client = client;
    this.#access = access;
  }

  /**
   * @throws MingdaError `SOURCE_DENIED`, `SOURCE_UNAVAILABLE`, `SOURCE_FORBIDDEN` for clear text outside the own network,
   * `SOURCE_SETTINGS_INVALID`, `TARGET_FORBIDDEN`
   */
  static async open(access: MailboxAccess): Promise<MailboxSession> {
    const { settings, secrets, guard, signal, mostBytes, authority } = access;
    const { host, port, user, security } = settings;
    if (security === 'none' && !guard.names(host)) {
      throw new MingdaError('SOURCE_FORBIDDEN', {
        subject: host,
        detail: 'A password goes in clear text only to hosts that the operator names.',
        fixes: ['use TLS', `add the host to MINGDA_SOURCE_PRIVATE_HOSTS`],
      });
    }
    if (secrets.password === undefined && secrets.accessToken === undefined) {
      throw new MingdaError('SOURCE_SETTINGS_INVALID', {
        subject: user,
        detail: 'Password and access token are missing.',
      });
    }
    const address = await addressOf(guard, host);
    // Loaded by those who read mail alone: 30 MB.
    const { ImapFlow: Client } = await import('imapflow');
    signal.throwIfAborted();
    const client = new Client({
      // The address that was judged is the one that is connected to.
      host: address,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      port,
      secure: security === 'tls',
      doSTARTTLS: security === 'starttls',
      auth:
        secrets.accessToken === undefined
          ? { user, pass: secrets.password }
          : { user, accessToken: secrets.accessToken },
      ...(authority === undefined ? {} : { tls: { ca: authority } }),
      logger: false,
      disableAutoIdle: true,
      clientInfo: { name: 'Mingda' },
      connectionTimeout: 30_000,
      socketTimeout: 120_000,
      maxLineLength: 16 * megabyte,
      maxLiteralSize: mostBytes + megabyte,
      maxResponseSize: mostBytes + 32 * megabyte,
    });
    // Told to whoever waits for the command; unheard it would end the process.
    client.on('error', () => undefined);
    const session = new MailboxSession(client, access);
    signal.addEventListener('abort', session.#stop, { once: true });
    try {
      await session.#told(() => client.connect(), host);
    } catch (error) {
      session.close();
      throw error;
    }
    return session;
  }

  /** @throws MingdaError `SOURCE_NOT_THERE` when there is no such folder, `SOURCE_UNAVAILABLE` */
  async messages(folder: string): Promise<FolderState> {
    const since = this.#access.settings.since;
    return this.#inside(folder, async (uidValidity) => {
      const query = since === undefined ? { all: true } : { since: new Date(since) };
      const uids = await this.#client.search({ ...query, deleted: false, draft: false }, { uid: true });
      if (uids === false || uids === undefined) throw new Error('the server refused to search');
      return { folder, uidValidity, uids: uids.toSorted((a, b) => a - b) };
    });
  }

  /** Those of the messages that are still there. */
  async describe({ folder, uidValidity }: FolderState, uids: readonly number[]): Promise<FetchMessageObject[]> {
    return this.#inside(folder, async (now) => {
      if (now !== uidValidity) throw new Error('the folder was made anew while it was listed');
      return this.#client.fetchAll(uids.join(','), summary, { uid: true });
    });
  }

  /** @throws MingdaError `SOURCE_ITEM_GONE`, `FILE_TOO_LARGE`, `SOURCE_UNAVAILABLE` */
  async read({ folder, uidValidity }: FolderState, uid: number): Promise<Buffer> {
    const { mostBytes } = this.#access;
    const source = await this.#inside(folder, async (now) => {
      if (now !== uidValidity) return undefined;
      const wanted = { uid: true, source: { start: 0, maxLength: mostBytes + 1 } };
      const message = await this.#client.fetchOne(String(uid), wanted, { uid: true });
      return message === false ? undefined : message.source;
    });
    const subject = `${folder} ${uid}`;
    if (source === undefined) throw new MingdaError('SOURCE_ITEM_GONE', { subject });
    if (source.length > mostBytes) {
      throw new MingdaError('FILE_TOO_LARGE', { subject, detail: `at most ${mostBytes} bytes are taken` });
    }
    return source;
  }

  close(): void {
    this.#access.signal.removeEventListener('abort', this.#stop);
    this.#client.close();
  }

  readonly #stop = (): void => this.#client.close();

  async #inside<T>(folder: string, work: (uidValidity: bigint) => Promise<T>): Promise<T> {
    return this.#told(async () => {
      const lock = await this.#client.getMailboxLock(folder, { readOnly: true });
      try {
        const { mailbox } = this.#client;
        if (mailbox === false) throw new Error('the folder was closed');
        return await work(mailbox.uidValidity);
      } finally {
        lock.release();
      }
    }, folder);
  }

  async #told<T>(work: () => Promise<T>, subject: string): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#access.signal.throwIfAborted();
      throw error instanceof MingdaError ? error : translated(error as ImapFlowError, subject);
    }
  }
}

async function addressOf(guard: TargetGuard, host: string): Promise<string> {
  try {
    return await guard.resolve(host);
  } catch (error) {
    if (error instanceof MingdaError) throw error;
    throw translated(error as ImapFlowError, host);
  }
}

function translated(error: ImapFlowError, subject: string): MingdaError {
  const { authenticationFailed, mailboxMissing, code, responseText, message } = error;
  const detail = responseText ?? (code === undefined ? message : `${code}: ${message}`);
  if (authenticationFailed === true) return new MingdaError('SOURCE_DENIED', { subject, detail, cause: error });
  if (mailboxMissing === true) return new MingdaError('SOURCE_NOT_THERE', { subject, detail, cause: error });
  if (error.tlsFailed === true && code === undefined) {
    return new MingdaError('SOURCE_SETTINGS_INVALID', {
      subject,
      detail,
      fixes: ['use TLS from the start'],
      cause: error,
    });
  }
  if (code === 'LiteralTooLarge' || code === 'ResponseTooLarge') {
    return new MingdaError('FILE_TOO_LARGE', { subject, detail, cause: error });
  }
  return new MingdaError('SOURCE_UNAVAILABLE', { subject, detail, cause: error });
}
