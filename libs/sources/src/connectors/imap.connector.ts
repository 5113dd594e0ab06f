import type { TargetGuard } from '@mingda/platform';
import type { FetchMessageObject } from 'imapflow';
import type { ListingContext, SourceConnector, SourceItem } from '../source-connector.ts';
import { MailboxSession, type FolderState } from './imap/mailbox-session.ts';

/** Messages that are asked about at once. */
const chunk = 500;
const mostKeyCharacters = 900;

/**
 * Mail of chosen folders, each message an `.eml` file with its attachments. A message is known by its Message-ID, so that
 * a server that numbers its mail anew makes nothing new; its content never changes, so its number is the fingerprint.
 */
export class ImapConnector implements SourceConnector<'imap'> {
  readonly kind = 'imap';
  readonly #guard: TargetGuard;
  readonly #authority: string | undefined;

  /** @param options.authority PEM of an authority to trust beside those of the system */
  constructor(guard: TargetGuard, options: { readonly authority?: string } = {}) {
    this.#guard = guard;
    this.#authority = options.authority;
  }

  async *list(context: ListingContext<'imap'>): AsyncGenerator<SourceItem> {
    const { settings, secrets, signal, limits } = context;
    const session = await MailboxSession.open({
      settings,
      secrets,
      signal,
      guard: this.#guard,
      mostBytes: limits.fileBytes,
      authority: this.#authority,
    });
    context.atEnd(async () => session.close());
    for (const folder of new Set(settings.folders)) yield* listFolder(session, folder);
  }
}

async function* listFolder(session: MailboxSession, folder: string): AsyncGenerator<SourceItem> {
  const state = await session.messages(folder);
  const keys = new Set<string>();
  for (let at = 0; at < state.uids.length; at += chunk) {
    for (const message of await session.describe(state, state.uids.slice(at, at + chunk))) {
      const key = keyOf(message, state, keys);
      keys.add(key);
      yield itemOf(message, key, { session, state });
    }
  }
}

/** The first message of an id has its key; copies of it in the folder are told apart by their numbers. */
function keyOf(
  { uid, envelope }: FetchMessageObject,
  { folder, uidValidity }: FolderState,
  taken: ReadonlySet<string>,
): string {
  const id = envelope?.messageId ?? '';
  const usable = id !== '' && folder.length + id.length < mostKeyCharacters && !/\p{Cc}/u.test(id);
  const key = `${folder}/${id}`;
  if (!usable) return `${folder}/${uidValidity}-${uid}`;
  return taken.has(key) ? `${key} ${uid}` : key;
}

interface Place {
  readonly session: MailboxSession;
  readonly state: FolderState;
}

function itemOf(message: FetchMessageObject, key: string, { session, state }: Place): SourceItem {
  const { uid, size, envelope, internalDate } = message;
  const subject = (envelope?.subject ?? '').replaceAll(/[\p{Cc}/\\]/gu, ' ').trim();
  const date = new Date(internalDate ?? '');
  return {
    key,
    fileName: `${subject === '' ? `${uid}` : subject.slice(0, 150)}.eml`,
    fingerprint: `${state.uidValidity}-${uid}-${size ?? ''}`,
    ...(size === undefined ? {} : { bytes: size }),
    ...(Number.isNaN(date.getTime()) ? {} : { modifiedAt: date }),
    read: () => session.read(state, uid),
  };
}
