import { MingdaError } from '@mingda/platform';
import { busy, refused, type Channel } from './channel.ts';
import { emailHtml, emailText } from './email-body.ts';

const timeoutMs = 20_000;

/** Mail over SMTP with the files attached. The server may stand in a private network: mail servers do. */
export const email: Channel = {
  async send({ email: settings, secrets }, message) {
    if (settings === null) throw refused('the channel has no mail server');
    const { host, port, security, allowSelfSigned, user, from, to } = settings;
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      tls: { rejectUnauthorized: !allowSelfSigned },
      ...(user === undefined ? {} : { auth: { user, pass: secrets.password ?? '' } }),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await transport.sendMail({
        from,
        to,
        // The same each time: a mailbox that has it already shows one message.
        messageId: `<${message.id}@mingda.report>`,
        subject: message.title,
        text: emailText(message),
        html: emailHtml(message),
        attachments: message.attachments.map(({ fileName, mediaType, content }) => ({
          filename: fileName,
          contentType: mediaType,
          content: Buffer.from(content),
        })),
      });
    } catch (error) {
      throw toDeliveryError(error);
    } finally {
      transport.close();
    }
  },
};

/** A reply of 4xx asks for another try (RFC 5321, 4.2.1); so does a server that is not there. 5xx and a wrong password do not. */
function toDeliveryError(error: unknown): MingdaError {
  const { responseCode, code, message } = error as Error & { responseCode?: number; code?: string };
  const detail = `${code ?? 'SMTP'}: ${message}`;
  const certain =
    (responseCode !== undefined && responseCode >= 500) || ['EAUTH', 'EENVELOPE', 'ENOAUTH'].includes(code ?? '');
  if (certain && !(responseCode !== undefined && responseCode >= 400 && responseCode < 500)) return refused(detail);
  return busy(detail);
}
