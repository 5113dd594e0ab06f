import { createHmac } from 'node:crypto';
import { requireCode, urlOf, type Channel } from './channel.ts';
import { chatMarkdown, cutToBytes } from './chat-text.ts';

const mostBytes = 18_000;
/** Called too often; internal error. */
const busyCodes = [9499, 11_232, 1_663];

/**
 * A group robot of Feishu (open.feishu.cn, "custom bot", security setting "signature verification"): the key of the HMAC
 * is `time\nkey`, its message is empty; both go into the body.
 */
export const feishu: Channel = {
  async send(target, message, http) {
    const { signingKey } = target.secrets;
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature =
      signingKey === undefined
        ? {}
        : { timestamp, sign: createHmac('sha256', `${timestamp}\n${signingKey}`).digest('base64') };
    const card = {
      config: { wide_screen_mode: true },
      header: {
        title: { tag: 'plain_text', content: message.title },
        template: message.kind === 'alert' ? 'red' : 'blue',
      },
      elements: [{ tag: 'markdown', content: cutToBytes(chatMarkdown(message, false), mostBytes) }],
    };
    const body = JSON.stringify({ ...signature, msg_type: 'interactive', card });
    requireCode(await http.post(urlOf(target), body), 'code', busyCodes);
  },
};
