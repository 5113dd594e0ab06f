import { requireSuccess, urlOf, type Channel } from './channel.ts';
import { cutToBytes } from './chat-text.ts';

/** Of one section block, in characters; bytes are never fewer. */
const mostBytes = 2900;
const titleLength = 150;

/** An incoming webhook of Slack (api.slack.com/messaging/webhooks): blocks, and a text for notifications. */
export const slack: Channel = {
  async send(target, message, http) {
    const { title, facts, sentences, link } = message;
    const list = sentences.map((sentence) => `• ${escapeSlack(sentence)}`).join('\n');
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: cutToBytes(title, titleLength) } },
      ...(facts.length === 0
        ? []
        : [
            {
              type: 'context',
              elements: [{ type: 'plain_text', text: cutToBytes(facts.join(' · '), mostBytes) }],
            },
          ]),
      ...(list === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: cutToBytes(list, mostBytes) } }]),
      ...(link === undefined
        ? []
        : [{ type: 'section', text: { type: 'mrkdwn', text: `<${link.url}|${escapeSlack(link.label)}>` } }]),
    ];
    requireSuccess(await http.post(urlOf(target), JSON.stringify({ text: escapeSlack(title), blocks })));
  },
};

/** The three signs that Slack reads; what is left of its markup can change a look, not call anyone or link. */
function escapeSlack(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
