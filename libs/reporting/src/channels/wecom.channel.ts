import { requireCode, urlOf, type Channel } from './channel.ts';
import { chatMarkdown, cutToBytes } from './chat-text.ts';

/** Of the content of a Markdown message. */
const mostBytes = 4096;
/** Called too often; the service is busy. */
const busyCodes = [45_009, -1];

/** A group robot of WeCom (developer.work.weixin.qq.com, "group robot"): the address holds its key. */
export const wecom: Channel = {
  async send(target, message, http) {
    const content = cutToBytes(chatMarkdown(message, true), mostBytes);
    const reply = await http.post(urlOf(target), JSON.stringify({ msgtype: 'markdown', markdown: { content } }));
    requireCode(reply, 'errcode', busyCodes);
  },
};
