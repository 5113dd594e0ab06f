import { randomUUID } from 'node:crypto';
import type { StoredChannel } from '@mingda/database';
import type { Language } from '@mingda/language';
import type { Secrets } from '@mingda/secrets';
import type { ChannelSecrets } from './channel.ts';
import { channelTable } from './channel-table.ts';
import type { HttpPoster } from './http-post.ts';
import type { Message } from './message.ts';

interface Dependencies {
  readonly secrets: Secrets;
  readonly http: HttpPoster;
}

const testTexts = {
  en: { title: 'Mingda: a test message', sentence: 'This channel works. Reports and alerts will arrive here.' },
  zh: { title: '明答：测试消息', sentence: '该渠道可用，报告和告警将发送到这里。' },
} as const;

/** Gives a message to the channel that it is for. */
export class SendMessage {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `DELIVERY_REFUSED`, `DELIVERY_UNAVAILABLE`, `TARGET_FORBIDDEN`, `SECRET_UNREADABLE` */
  async execute(channel: StoredChannel, message: Message): Promise<void> {
    const { secrets, http } = this.#dependencies;
    const hidden = JSON.parse(await secrets.read(channel.tenantId, channel.secretId)) as ChannelSecrets;
    await channelTable[channel.kind].send({ email: channel.settings.email, secrets: hidden }, message, http);
  }

  async test(channel: StoredChannel, language: Language): Promise<void> {
    const { title, sentence } = testTexts[language];
    await this.execute(channel, {
      id: randomUUID(),
      kind: 'test',
      language,
      title,
      facts: [channel.name],
      sentences: [sentence],
      link: undefined,
      attachments: [],
      data: {},
    });
  }
}
