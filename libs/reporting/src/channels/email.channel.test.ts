import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import type { EmailSettings } from '@mingda/contracts';
import { email } from './email.channel.ts';
import type { Message } from './message.ts';

const message: Message = {
  id: '0b7a1a5e-0000-4000-8000-000000000002',
  kind: 'report',
  language: 'zh',
  title: '质量报告：人事制度\r\nBcc: evil@example.com',
  facts: ['评测集: leave'],
  sentences: ['<script>alert(1)</script> 准确率 92.0%'],
  link: undefined,
  attachments: [{ fileName: '报告.pdf', mediaType: 'application/pdf', content: Buffer.from('%PDF-1.7 content') }],
  data: {},
};
const noHttp = {
  post: () => Promise.reject(new Error('e-mail needs no HTTP')),
};

let server: SMTPServer | undefined;
const mails: string[] = [];
const recipients: string[][] = [];

async function startServer(options: SMTPServerOptions = {}): Promise<number> {
  mails.length = 0;
  recipients.length = 0;
  server = new SMTPServer({
    authOptional: true,
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push(Buffer.concat(parts).toString('utf8'));
        recipients.push(session.envelope.rcptTo.map((it) => it.address));
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return (server.server.address() as AddressInfo).port;
}

const settings = (port: number, given: Partial<EmailSettings> = {}): EmailSettings => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  allowSelfSigned: false,
  from: 'mingda@example.com',
  to: ['boss@example.com', 'team@example.com'],
  ...given,
});
const send = (target: EmailSettings, password?: string): Promise<void> =>
  email.send({ email: target, secrets: { password } }, message, noHttp);

describe('e-mail', () => {
  afterEach(() => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(resolve))));

  it('arrives with text, HTML and files, and a line break in a name adds no header', async () => {
    const port = await startServer();
    await send(settings(port));
    const [mail] = mails;
    expect(recipients).toEqual([['boss@example.com', 'team@example.com']]);
    expect(mail).toContain(`Message-ID: <${message.id}@mingda.report>`);
    expect(mail.slice(0, mail.indexOf('\r\n\r\n'))).not.toMatch(/^Bcc:/im);
    expect(mail).toContain('multipart/mixed');
    expect(mail).toContain(Buffer.from('%PDF-1.7 content').toString('base64'));
    expect(mail).toContain('&lt;script&gt;');
  });

  it('authenticates, and a wrong password is a no', async () => {
    const onAuth: SMTPServerOptions['onAuth'] = (auth, _, done) =>
      auth.username === 'mingda' && auth.password === 'right' ? done(null, { user: 1 }) : done(new Error('no'));
    const port = await startServer({ authOptional: false, allowInsecureAuth: true, onAuth });
    await send(settings(port, { user: 'mingda' }), 'right');
    expect(mails).toHaveLength(1);
    await expect(send(settings(port, { user: 'mingda' }), 'wrong')).rejects.toMatchObject({ code: 'DELIVERY_REFUSED' });
  });

  it('upgrades to TLS when told, refuses a certificate that nobody has signed unless allowed, and never goes on in plain', async () => {
    const port = await startServer();
    const secure = settings(port, { security: 'starttls' });
    await expect(send(secure)).rejects.toMatchObject({ code: 'DELIVERY_UNAVAILABLE' });
    expect(mails).toHaveLength(0);
    await send({ ...secure, allowSelfSigned: true });
    expect(mails).toHaveLength(1);
    await new Promise<void>((resolve) => server?.close(resolve));
    const plainPort = await startServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    await expect(send(settings(plainPort, { security: 'starttls', allowSelfSigned: true }))).rejects.toMatchObject({
      code: expect.stringMatching(/^DELIVERY_/),
    });
    expect(mails).toHaveLength(0);
  });

  it('speaks TLS from the first byte when told', async () => {
    const port = await startServer({ secure: true });
    await send(settings(port, { security: 'tls', allowSelfSigned: true }));
    expect(mails).toHaveLength(1);
  });

  it('may be tried again after a 4xx or without a server, not after a 5xx', async () => {
    let code = 451;
    const port = await startServer({
      onRcptTo: (_, __, done) => done(Object.assign(new Error('mailbox'), { responseCode: code })),
    });
    await expect(send(settings(port))).rejects.toMatchObject({ code: 'DELIVERY_UNAVAILABLE' });
    code = 550;
    await expect(send(settings(port))).rejects.toMatchObject({ code: 'DELIVERY_REFUSED' });
    await new Promise<void>((resolve) => server?.close(resolve));
    server = undefined;
    await expect(send(settings(port))).rejects.toMatchObject({ code: 'DELIVERY_UNAVAILABLE' });
  });
});
