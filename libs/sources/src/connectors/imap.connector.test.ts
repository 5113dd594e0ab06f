import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { TargetGuard } from '@mingda/platform';
import { mailServerProgram, type MailServer } from '@mingda/testing';
import { ImapFlow } from 'imapflow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contextOf, itemsOf } from '../../test/listing-context.ts';
import { ImapConnector } from './imap.connector.ts';

const own = new TargetGuard({ allowPrivate: ['localhost', '127.0.0.1'], fixes: [] });
const program = mailServerProgram();

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function context(settings: object, secrets: object) {
  const given = contextOf<'imap'>({
    settings: { host: 'localhost', port: 1, security: 'tls', user: 'reader', folders: ['INBOX'], ...settings },
    secrets,
  });
  return { ...given, atEnd: (cleanup: () => Promise<void>) => void cleanups.push(cleanup) };
}

function mail(subject: string, { id = '', body = 'text' }: { id?: string; body?: string } = {}): string {
  const lines = [
    'From: a@example.com',
    'To: b@example.com',
    `Subject: ${subject}`,
    'Date: Mon, 1 Jun 2026 10:00:00 +0800',
  ];
  return [...lines, ...(id === '' ? [] : [`Message-ID: ${id}`]), '', body, ''].join('\r\n');
}

describe.skipIf(program === undefined)('a mailbox', () => {
  let server: MailServer | undefined;
  let connector: ImapConnector;
  let secrets: { password: string };
  let settings: { port: number };
  beforeAll(async () => {
    server = await program?.start();
    if (server === undefined) return;
    connector = new ImapConnector(own, { authority: server.certificate });
    secrets = { password: server.password };
    settings = { port: server.ports.imaps };
  });
  const list = (changes: object = {}) => itemsOf(connector.list(context({ ...settings, ...changes }, secrets)));

  async function write(work: (client: ImapFlow) => Promise<unknown>): Promise<void> {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: server?.ports.imap ?? 0,
      secure: false,
      doSTARTTLS: false,
      auth: { user: server?.user ?? '', ...(server === undefined ? {} : { pass: server.password }) },
      logger: false,
    });
    client.on('error', () => undefined);
    await client.connect();
    await work(client);
    await client.logout();
  }
  const day = new Date('2026-06-01T02:00:00Z');
  const append = (content: string, { folder = team, flags = [] as string[], date = day } = {}) =>
    write((client) => client.append(folder, content, flags, date));

  let team = '';
  let count = 0;
  afterAll(() => server?.stop());
  beforeEach(async () => {
    count += 1;
    team = `team${count}`;
    await write((client) => client.mailboxCreate(team));
  });

  it('holds the mail of the folders, one file each, and reading it marks nothing as seen', async () => {
    await append(mail('Plan 1/2', { id: '<1@x>', body: 'first' }));
    await write((client) => client.mailboxCreate('项目'));
    await append(mail('=?utf-8?B?5omL5YaM?=', { id: '<2@x>', body: 'second' }), { folder: '项目' });
    const items = await list({ folders: [team, '项目', team] });
    expect(items.map(({ key, fileName }) => [key, fileName])).toEqual([
      [`${team}/<1@x>`, 'Plan 1 2.eml'],
      ['项目/<2@x>', '手册.eml'],
    ]);
    expect(items[0]?.modifiedAt?.toISOString()).toBe('2026-06-01T02:00:00.000Z');
    const seen: Buffer[] = [];
    const context2 = context({ ...settings, folders: [team, '项目'] }, secrets);
    // Content is wanted while the listing goes on to the next folder.
    for await (const item of connector.list(context2)) seen.push(Buffer.from(await item.read(context2.signal)));
    expect(seen.map((it) => it.toString().trim().split('\r\n').at(-1))).toEqual(['first', 'second']);
    await write(async (client) => expect(await client.status(team, { unseen: true })).toMatchObject({ unseen: 1 }));
  });

  it('leaves out deleted mail, drafts and what is older than wanted', async () => {
    const old = new Date('2026-01-01T00:00:00Z');
    await append(mail('old', { id: '<old@x>' }), { date: old });
    await append(mail('deleted', { id: '<del@x>' }), { flags: ['\\Deleted'] });
    await append(mail('draft', { id: '<draft@x>' }), { flags: ['\\Draft'] });
    await append(mail('new', { id: '<new@x>' }));
    const keys = (await list({ folders: [team], since: '2026-05-01' })).map((it) => it.key);
    expect(keys).toEqual([`${team}/<new@x>`]);
    expect(await list({ folders: [team] })).toHaveLength(2);
  });

  it('gives copies, mail without an id and hostile ids keys of their own', async () => {
    await append(mail('a', { id: '<same@x>' }));
    await append(mail('b', { id: '<same@x>' }));
    await append(mail('c'));
    await append(mail('d', { id: `<${'x'.repeat(2000)}@x>` }));
    const keys = (await list({ folders: [team] })).map((it) => it.key);
    expect(keys.slice(0, 2)).toEqual([`${team}/<same@x>`, `${team}/<same@x> 2`]);
    expect(keys[2]).toMatch(/^team\d+\/\d+-3$/);
    expect(keys[3]).toMatch(/^team\d+\/\d+-4$/);
  });

  it('knows its mail again when the server numbers it anew, and reads it again', async () => {
    await append(mail('a', { id: '<1@x>' }));
    const [before] = await list({ folders: [team] });
    expect((await list({ folders: [team] }))[0]?.fingerprint).toBe(before?.fingerprint);
    await write((client) => client.mailboxRename(team, `${team}-before`));
    await write((client) => client.mailboxCreate(team));
    await append(mail('a', { id: '<1@x>' }));
    const [after] = await list({ folders: [team] });
    expect(after?.key).toBe(before?.key);
    expect(after?.fingerprint).not.toBe(before?.fingerprint);
  });

  it('is listed in pieces when there is much of it', async () => {
    await write(async (client) => {
      for (let n = 0; n < 520; n += 1) await client.append(team, mail(`m${n}`, { id: `<${n}@x>` }));
    });
    const keys = (await list({ folders: [team] })).map((it) => it.key);
    expect(keys).toEqual(Array.from({ length: 520 }, (_, n) => `${team}/<${n}@x>`));
  });

  it('gives no message that is larger than the limit', async () => {
    await append(mail('large', { id: '<1@x>', body: 'y'.repeat(3000) }));
    const limited = { ...context({ ...settings, folders: [team] }, secrets), limits: { fileBytes: 2000 } };
    for await (const item of connector.list(limited)) {
      expect(item.bytes).toBeGreaterThan(2000);
      await expect(item.read(limited.signal)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    }
    expect.assertions(2);
  });

  it('tells a message that vanished', async () => {
    await append(mail('a', { id: '<1@x>' }));
    const running = context({ ...settings, folders: [team] }, secrets);
    for await (const item of connector.list(running)) {
      await write(async (client) => {
        await client.mailboxOpen(team);
        await client.messageDelete('1:*');
      });
      await expect(item.read(running.signal)).rejects.toMatchObject({ code: 'SOURCE_ITEM_GONE' });
    }
  });

  it('names a wrong password, a folder that is not there and a server that is away', async () => {
    const wrong = itemsOf(connector.list(context(settings, { password: 'wrong' })));
    await expect(wrong).rejects.toMatchObject({ code: 'SOURCE_DENIED' });
    await expect(wrong).rejects.not.toThrow(/wrong/);
    await expect(list({ folders: ['nowhere'] })).rejects.toMatchObject({
      code: 'SOURCE_NOT_THERE',
      subject: 'nowhere',
    });
    await expect(list({ port: 1 })).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    await expect(list({ host: 'nowhere.invalid' })).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  });

  it('trusts no certificate that nobody has signed, or that is for another name', async () => {
    const strict = new ImapConnector(own);
    await expect(itemsOf(strict.list(context(settings, secrets)))).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
    });
    await expect(list({ host: '127.0.0.1' })).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
  });

  it('sends its password in clear text to named hosts alone', async () => {
    await append(mail('a', { id: '<1@x>' }));
    const plain = { ...settings, port: server?.ports.imap, security: 'none', folders: [team] };
    expect(await list(plain)).toHaveLength(1);
    const byAddress = new ImapConnector(new TargetGuard({ allowPrivate: true, fixes: [] }));
    await expect(itemsOf(byAddress.list(context(plain, secrets)))).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
  });
});

describe('a mail server that may not be reached or misbehaves', () => {
  async function serverThat(
    answers: (socket: Socket, line: string) => void,
  ): Promise<{ port: number; got: string[]; stop(): void }> {
    const got: string[] = [];
    const sockets = new Set<Socket>();
    const listening = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        got.push(data.toString());
        answers(socket, data.toString());
      });
      socket.write('* OK IMAP4rev1 ready\r\n');
    }).listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const stop = (): void => {
      for (const socket of sockets) socket.destroy();
      listening.close();
    };
    return { port: (listening.address() as AddressInfo).port, got, stop };
  }
  const secrets = { password: 'do-not-send' };

  it('lies in a private network', async () => {
    const guarded = new ImapConnector(new TargetGuard({ allowPrivate: false, fixes: [] }));
    for (const host of ['localhost', '127.0.0.1', '169.254.169.254', '[::1]']) {
      await expect(itemsOf(guarded.list(context({ host }, secrets)))).rejects.toMatchObject({
        code: 'TARGET_FORBIDDEN',
      });
    }
  });

  it('offers no TLS where it is wanted: the password is not sent', async () => {
    const fake = await serverThat((socket, line) => {
      const tag = line.split(' ', 1)[0];
      socket.write(`* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n${tag} OK done\r\n`);
    });
    try {
      const given = context({ port: fake.port, security: 'starttls' }, secrets);
      await expect(itemsOf(new ImapConnector(own).list(given))).rejects.toMatchObject({
        code: 'SOURCE_SETTINGS_INVALID',
      });
      expect(fake.got.join('')).not.toContain('do-not-send');
    } finally {
      fake.stop();
    }
  });

  it('takes a token instead of a password, and says when it has run out', async () => {
    const fake = await serverThat((socket, line) => {
      const tag = line.split(' ', 1)[0];
      if (line.includes('AUTHENTICATE')) socket.write(`${tag} NO [AUTHENTICATIONFAILED] token expired\r\n`);
      else socket.write(`* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\n${tag} OK done\r\n`);
    });
    try {
      const given = context({ port: fake.port, security: 'none' }, { accessToken: 'the-token' });
      await expect(itemsOf(new ImapConnector(own).list(given))).rejects.toMatchObject({
        code: 'SOURCE_DENIED',
        detail: 'token expired',
      });
      const sent = /AUTHENTICATE XOAUTH2 (\S+)/.exec(fake.got.join(''))?.[1] ?? '';
      expect(Buffer.from(sent, 'base64').toString()).toBe('user=reader\u0001auth=Bearer the-token\u0001\u0001');
    } finally {
      fake.stop();
    }
  });

  it('announces a literal of a terabyte', async () => {
    const fake = await serverThat((socket) => socket.write('* OK {1099511627776}\r\n'));
    try {
      const given = context({ port: fake.port, security: 'none' }, secrets);
      await expect(itemsOf(new ImapConnector(own).list(given))).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    } finally {
      fake.stop();
    }
  });

  it('is left when the listing is cancelled', async () => {
    const fake = await serverThat(() => undefined);
    try {
      const stop = new AbortController();
      const given = { ...context({ port: fake.port, security: 'none' }, secrets), signal: stop.signal };
      const listing = itemsOf(new ImapConnector(own).list(given));
      stop.abort(new Error('cancelled'));
      await expect(listing).rejects.toThrow('cancelled');
    } finally {
      fake.stop();
    }
  });

  it('needs a password or a token', async () => {
    await expect(itemsOf(new ImapConnector(own).list(context({}, {})))).rejects.toMatchObject({
      code: 'SOURCE_SETTINGS_INVALID',
    });
  });
});
