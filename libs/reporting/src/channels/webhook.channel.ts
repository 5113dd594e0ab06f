import { createHmac } from 'node:crypto';
import { requireSuccess, urlOf, type Channel } from './channel.ts';

/**
 * JSON for any program. With a signing key the header `x-mingda-signature` is `v1=` and the hexadecimal HMAC-SHA256 of
 * `timestamp.body`; the receiver compares it and refuses old timestamps (seconds since 1970).
 */
export const webhook: Channel = {
  async send(target, message, http) {
    const { id, kind, language, title, facts, sentences, link, attachments, data } = message;
    const body = JSON.stringify({
      id,
      event: kind,
      language,
      title,
      facts,
      sentences,
      link: link?.url ?? null,
      ...data,
      files: attachments.map(({ fileName, mediaType, content }) => ({
        name: fileName,
        mediaType,
        base64: Buffer.from(content).toString('base64'),
      })),
    });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const { signingKey } = target.secrets;
    const signature =
      signingKey === undefined
        ? undefined
        : createHmac('sha256', signingKey).update(`${timestamp}.${body}`).digest('hex');
    const headers = {
      'x-mingda-event': kind,
      'x-mingda-delivery': id,
      'x-mingda-timestamp': timestamp,
      ...(signature === undefined ? {} : { 'x-mingda-signature': `v1=${signature}` }),
    };
    requireSuccess(await http.post(urlOf(target), body, headers));
  },
};
