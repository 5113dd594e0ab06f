import type { AccessScope, ChannelInput, ReportChannel } from '@mingda/contracts';
import {
  channelView,
  type ChannelSettings,
  type Database,
  type ScheduleChannelRepository,
  type StoredChannel,
} from '@mingda/database';
import type { Language } from '@mingda/language';
import { MingdaError } from '@mingda/platform';
import type { Secrets } from '@mingda/secrets';
import type { ChannelSecrets } from './channel.ts';
import { hostOf } from './http-post.ts';
import type { SendMessage } from './send-message.ts';

interface Dependencies {
  readonly database: Database;
  readonly channels: ScheduleChannelRepository;
  readonly secrets: Secrets;
  readonly sendMessage: SendMessage;
}

/** Where reports may go. What is secret of a channel is encrypted when it comes in and only read to send. */
export class ManageChannels {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async list(scope: AccessScope): Promise<ReportChannel[]> {
    return (await this.#dependencies.channels.list(scope)).map(channelView);
  }

  /** @throws MingdaError `INVALID_INPUT` without an address, `CHANNEL_EXISTS` */
  async create(scope: AccessScope, input: ChannelInput): Promise<ReportChannel> {
    const { database, channels, secrets } = this.#dependencies;
    const hidden = secretsOf(input, {});
    const settings = settingsOf(input, hidden);
    const created = await database.transaction(async (tx) => {
      const secretId = await secrets.add(scope.tenantId, JSON.stringify(hidden), tx);
      return channels.create(scope, { name: input.name, kind: input.kind, settings, secretId }, tx);
    });
    return channelView(created);
  }

  /**
   * Secrets that are left out stay as they are. A password stays with its server: another host needs it anew, or it
   * could be sent to whoever asks.
   * @throws MingdaError `CHANNEL_NOT_FOUND`, `CHANNEL_EXISTS`, `INVALID_INPUT` when the kind differs, `SECRET_UNREADABLE`
   */
  async update(scope: AccessScope, id: string, input: ChannelInput): Promise<ReportChannel> {
    const { database, secrets, channels } = this.#dependencies;
    const stored = await this.#get(scope, id);
    if (stored.kind !== input.kind) {
      throw new MingdaError('INVALID_INPUT', { subject: 'kind', detail: 'the kind of a channel cannot be changed' });
    }
    const complete = input.kind !== 'email' && input.url !== undefined && input.signingKey !== undefined;
    const before: ChannelSecrets = complete
      ? {}
      : (JSON.parse(await secrets.read(scope.tenantId, stored.secretId)) as ChannelSecrets);
    if (input.kind === 'email' && movesPassword(stored, input) && before.password !== undefined) {
      throw new MingdaError('INVALID_INPUT', {
        subject: 'password',
        detail: 'the password is needed again for another server or user',
      });
    }
    const hidden = secretsOf(input, before);
    const settings = settingsOf(input, hidden);
    const changed = await database.transaction(async (tx) => {
      await secrets.replace({ tenantId: scope.tenantId, id: stored.secretId }, JSON.stringify(hidden), tx);
      return channels.update({ ...stored, name: input.name, settings }, tx);
    });
    return channelView(changed);
  }

  /** @throws MingdaError `CHANNEL_NOT_FOUND` */
  async delete(scope: AccessScope, id: string): Promise<void> {
    if (!(await this.#dependencies.channels.delete(scope, id))) {
      throw new MingdaError('CHANNEL_NOT_FOUND', { subject: id });
    }
  }

  /** Sends a message that says it is a test, now. @throws MingdaError what sending throws, `CHANNEL_NOT_FOUND` */
  async test(scope: AccessScope, id: string, language: Language): Promise<void> {
    await this.#dependencies.sendMessage.test(await this.#get(scope, id), language);
  }

  async #get(scope: AccessScope, id: string): Promise<StoredChannel> {
    const stored = await this.#dependencies.channels.get(scope, id);
    if (stored === null) throw new MingdaError('CHANNEL_NOT_FOUND', { subject: id });
    return stored;
  }
}

function movesPassword(stored: StoredChannel, input: Extract<ChannelInput, { kind: 'email' }>): boolean {
  const { email } = stored.settings;
  return (
    input.password === undefined &&
    (email?.host !== input.settings.host || email.port !== input.settings.port || email.user !== input.settings.user)
  );
}

function secretsOf(input: ChannelInput, before: ChannelSecrets): ChannelSecrets {
  if (input.kind === 'email') return { password: input.password ?? before.password };
  const url = input.url ?? before.url;
  if (url === undefined) throw new MingdaError('INVALID_INPUT', { subject: 'url', detail: 'an address is needed' });
  return { url, signingKey: input.signingKey ?? before.signingKey };
}

function settingsOf(input: ChannelInput, { url, signingKey, password }: ChannelSecrets): ChannelSettings {
  if (input.kind === 'email') {
    return { email: input.settings, target: input.settings.to.join(', '), protected: password !== undefined };
  }
  return { email: null, target: hostOf(new URL(url ?? '')), protected: signingKey !== undefined };
}
