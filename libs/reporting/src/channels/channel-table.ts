import type { ChannelKind } from '@mingda/contracts';
import type { Channel } from './channel.ts';
import { dingtalk } from './dingtalk.channel.ts';
import { email } from './email.channel.ts';
import { feishu } from './feishu.channel.ts';
import { slack } from './slack.channel.ts';
import { webhook } from './webhook.channel.ts';
import { wecom } from './wecom.channel.ts';

/** Every kind of the contract; the type makes a missing one a compile error. */
export const channelTable: { readonly [K in ChannelKind]: Channel } = {
  email,
  webhook,
  wecom,
  dingtalk,
  feishu,
  slack,
};
