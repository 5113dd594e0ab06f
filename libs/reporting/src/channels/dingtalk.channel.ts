import { createHmac } from 'node:crypto';
import { requireCode, urlOf, type Channel } from './channel.ts';
import { chatMarkdown, cutToBytes } from './chat-text.ts';

const mostBytes = 20_000;
/** Called too often; the service is busy. */
const busyCodes = [130_101, 410_100, -1];

/**
 * A group robot of DingTalk (open.dingtalk.com, "custom robot", security setting "additional signature"): time in
 * milliseconds and HMAC-SHA256 of `time\nkey` go into the address.
 */
export const dingtalk: Channel = {
  async send(target, message, http) {
    const url = new URL(urlOf(target));
    const { signingKey } = target.secrets;
    if (signingKey !== undefined) {
      const timestamp = String(Date.now());
      url.searchParams.set('timestamp', timestamp);
      url.searchParams.set(
        'sign',
        createHmac('sha256', signingKey).update(`${timestamp}\n${signingKey}`).digest('base64'),
      );
    }
    const markdown = { title: message.title, text: cutToBytes(chatMarkdown(message, true), mostBytes) };
    requireCode(await http.post(url.href, JSON.stringify({ msgtype: 'markdown', markdown })), 'errcode', busyCodes);
  },
};
