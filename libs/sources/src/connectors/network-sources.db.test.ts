import { OutboundHttp, TargetGuard } from '@mingda/platform';
import { S3Client } from '@mingda/files';
import { objectStorePrograms, mailServerProgram, testDatabases, type OpenedDatabase } from '@mingda/testing';
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceBench, type SourceBench } from '../../test/source-bench.ts';
import { TestSite } from '../../test/test-site.ts';

const environment = { MINGDA_SOURCE_PRIVATE_HOSTS: 'localhost,127.0.0.1' };
const [objects] = objectStorePrograms();
const mail = mailServerProgram();

describe.each(testDatabases())('a collection kept in step over the network ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let number = 0;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());
  const newBench = (more: Record<string, string> = {}): Promise<SourceBench> => {
    number += 1;
    return sourceBench(opened, `network ${number}`, { environment: { ...environment, ...more } });
  };

  it('follows a web site: what is new, changed, closed and gone', async () => {
    const site = await TestSite.start();
    try {
      const bench = await newBench();
      const settings = { startUrls: [`${site.origin}/`], sitemaps: [], maxDepth: 2, maxPages: 50, delayMs: 0 };
      const id = await bench.create({ kind: 'web', settings, secrets: {} });
      const links = (...paths: string[]) => paths.map((path) => `<a href="${path}">${path}</a>`).join(' ');
      site.html('/', `<p>Start</p>${links('/a', '/b', '/c', '/d')}`, { etag: '"1"' });
      for (const path of ['/a', '/b', '/c', '/d']) site.html(path, `<p>Page ${path}</p>`, { etag: '"1"' });
      expect(await bench.sync(id)).toMatchObject({ state: 'finished', listed: 5, accepted: 5, failed: 0 });
      expect(await bench.keys()).toEqual(['', 'a', 'b', 'c', 'd'].map((path) => `${site.origin}/${path}`));

      site.html('/a', '<p>Page a, changed</p>', { etag: '"2"' });
      site.status('/b', 403);
      site.status('/c', 503);
      site.pages.delete('/d');
      const second = await bench.sync(id);
      expect(second).toMatchObject({ state: 'finished', listed: 4, changed: 1, accepted: 1, deleted: 1, failed: 2 });
      expect(await bench.versions()).toEqual({
        [`${site.origin}/`]: 1,
        [`${site.origin}/a`]: 2,
        [`${site.origin}/b`]: 1,
        [`${site.origin}/c`]: 1,
      });

      site.status('/robots.txt', 500);
      await expect(bench.sync(id)).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
      expect(await bench.keys()).toHaveLength(4);
    } finally {
      site.stop();
    }
  });

  it('reads a site again in full when its state was lost', async () => {
    const site = await TestSite.start();
    try {
      const bench = await newBench();
      const settings = { startUrls: [`${site.origin}/`], sitemaps: [], maxDepth: 1, maxPages: 50, delayMs: 0 };
      const id = await bench.create({ kind: 'web', settings, secrets: {} });
      site.html('/', '<p>Start</p>', { etag: '"1"' });
      await bench.sync(id);
      await opened.database.dataSource.query('update source set listing_state = null where id = $1', [id]);
      expect(await bench.sync(id)).toMatchObject({ state: 'finished', listed: 1, changed: 0 });
    } finally {
      site.stop();
    }
  });

  it.skipIf(objects === undefined)('follows a bucket', async () => {
    const server = await objects?.start();
    if (server === undefined) return;
    try {
      const bench = await newBench();
      const { endpoint, bucket, accessKeyId, secretAccessKey } = server;
      const location = { endpoint, bucket, region: 'us-east-1', pathStyle: true };
      const http = new OutboundHttp(new TargetGuard({ allowPrivate: true, fixes: [] }));
      const client = new S3Client({ location, credentials: { accessKeyId, secretAccessKey }, http });
      for (const name of ['a', 'b', 'c']) await client.put(`in/${name}.md`, Buffer.from(`# ${name}`));
      await client.put('in/big.txt', Buffer.alloc(2 * 1024 * 1024, 'x'));
      const limited = await newBench({ MINGDA_MAX_FILE_MB: '1' });
      const settings = { ...location, prefix: 'in/', accessKeyId };
      const id = await limited.create({ kind: 's3', settings, secrets: { secretAccessKey } });
      expect(await limited.sync(id)).toMatchObject({ state: 'finished', listed: 4, accepted: 3, failed: 1 });
      await client.put('in/a.md', Buffer.from('# a, changed'));
      await client.delete('in/b.md');
      expect(await limited.sync(id)).toMatchObject({ changed: 1, accepted: 1, deleted: 1 });
      expect(await limited.versions()).toEqual({ 'source 1/in/a.md': 2, 'source 1/in/c.md': 1 });
      const wrong = await bench.create({
        kind: 's3',
        settings: { ...settings, bucket: 'nowhere' },
        secrets: { secretAccessKey },
      });
      expect(await bench.sync(wrong)).toMatchObject({ state: 'failed', failure: { code: 'SOURCE_NOT_THERE' } });
    } finally {
      await server.stop();
    }
  });

  it.skipIf(mail === undefined)('follows a mailbox', async () => {
    const server = await mail?.start();
    if (server === undefined) return;
    const { ports, user, password } = server;
    try {
      const client = new ImapFlow({
        host: '127.0.0.1',
        port: ports.imap,
        secure: false,
        doSTARTTLS: false,
        auth: { user, pass: password },
        logger: false,
      });
      await client.connect();
      for (const n of [1, 2, 3]) {
        const lines = ['From: a@example.com', `Subject: m${n}`, `Message-ID: <${n}@x>`, '', `Text ${n}`, ''];
        await client.append('INBOX', lines.join('\r\n'));
      }
      const bench = await newBench();
      const settings = { host: '127.0.0.1', port: ports.imap, security: 'none' as const, user, folders: ['INBOX'] };
      const id = await bench.create({ kind: 'imap', settings, secrets: { password } });
      expect(await bench.sync(id)).toMatchObject({ state: 'finished', listed: 3, accepted: 3, failed: 0 });
      await client.mailboxOpen('INBOX');
      await client.messageDelete('2');
      await client.logout();
      expect(await bench.sync(id)).toMatchObject({ state: 'finished', listed: 2, changed: 0, deleted: 1 });
      expect(await bench.keys()).toEqual(['source 1/INBOX/<1@x>', 'source 1/INBOX/<3@x>']);
    } finally {
      await server.stop();
    }
  });
});
