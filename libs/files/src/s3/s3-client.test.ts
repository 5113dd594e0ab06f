import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OutboundHttp, TargetGuard } from '@mingda/platform';
import { afterEach, expect, test } from 'vitest';
import { S3Client } from './s3-client.ts';
import { upload } from './s3-upload.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let stop: () => void = () => undefined;
afterEach(() => stop());

/** A store that answers as a test wants, and what it was asked. */
async function storeThat(handler: Handler): Promise<{ client: S3Client; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => handler(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  const client = new S3Client({
    location: {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      bucket: 'b',
      pathStyle: true,
    },
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    http: new OutboundHttp(new TargetGuard({ allowPrivate: true, fixes: [] })),
    firstPauseMs: 1,
  });
  return { client, asked };
}

async function keysOf(client: S3Client): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of client.list('')) keys.push(key);
  return keys;
}

test('tries again what may pass, three times at most', async () => {
  let left = 2;
  const busy = await storeThat((_request, response) => {
    if (left-- > 0) response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
    else response.end('content');
  });
  expect((await busy.client.get('k', 100)).toString()).toBe('content');
  stop();
  const dead = await storeThat((_request, response) => response.writeHead(500).end());
  await expect(dead.client.get('k', 100)).rejects.toMatchObject({ reason: 'unavailable' });
  expect(dead.asked).toHaveLength(4);
});

test.each([
  [
    403,
    '<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>',
    'denied',
    'SignatureDoesNotMatch: no',
  ],
  [403, 'not even XML', 'denied', 'status 403'],
  [301, '<Error><Code>PermanentRedirect</Code><Region>eu-west-1</Region></Error>', 'wrong-region', 'eu-west-1'],
  [404, '<Error><Code>NoSuchBucket</Code></Error>', 'bucket-missing', 'NoSuchBucket'],
  [404, '<Error><Code>NoSuchKey</Code></Error>', 'key-missing', 'NoSuchKey'],
  [400, '<!DOCTYPE x [<!ENTITY a "aa">]><Error><Code>&a;</Code></Error>', 'refused', 'status 400'],
])('does not try again what will not pass: %s %s', async (status, body, reason, said) => {
  const { client, asked } = await storeThat((_request, response) => response.writeHead(status).end(body));
  const message = expect.stringContaining(said) as string;
  await expect(client.get('k', 100)).rejects.toMatchObject({ reason, message });
  expect(asked).toHaveLength(1);
});

test('reads a listing page by page, and keys that XML cannot hold', async () => {
  const { client, asked } = await storeThat((request, response) => {
    const second = request.url?.includes('continuation-token=t%2B1') === true;
    response.end(
      second
        ? '<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>a+b%2Bc%0Ad</Key></Contents></ListBucketResult>'
        : '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t+1</NextContinuationToken><Contents><Key>a+b</Key><Size>3</Size></Contents></ListBucketResult>',
    );
  });
  expect(await keysOf(client)).toEqual(['a+b', 'a b+c\nd']);
  expect(asked).toHaveLength(2);
});

test('a listing without end is left', async () => {
  const { client } = await storeThat((_request, response) => {
    response.end(
      '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken></ListBucketResult>',
    );
  });
  await expect(keysOf(client)).rejects.toMatchObject({ reason: 'refused' });
});

test.each([
  ['a page that is no listing', 'Welcome to our web site'],
  ['nothing', ''],
])('%s is no empty listing', async (_name, body) => {
  const { client } = await storeThat((_request, response) => response.end(body));
  await expect(keysOf(client)).rejects.toMatchObject({ reason: 'refused' });
});

test('takes no more bytes than it was told to', async () => {
  const declared = await storeThat((_request, response) => response.end(Buffer.alloc(101)));
  await expect(declared.client.get('k', 100)).rejects.toMatchObject({ reason: 'too-large' });
  stop();
  const endless = await storeThat((_request, response) => {
    const write = (): void => void (response.destroyed || response.write(Buffer.alloc(1000), write));
    write();
  });
  await expect(endless.client.get('k', 100)).rejects.toMatchObject({ reason: 'too-large' });
});

test('a body that ends early is a fault, not an object', async () => {
  const { client, asked } = await storeThat((_request, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('four');
    response.destroy();
  });
  await expect(client.get('k', 100)).rejects.toMatchObject({ reason: 'unavailable' });
  expect(asked).toHaveLength(4);
});

test('an upload that fails in its last step leaves no parts behind', async () => {
  const { client, asked } = await storeThat((request, response) => {
    if (request.url?.endsWith('?uploads=') === true) response.end('<R><UploadId>u</UploadId></R>');
    else if (request.method === 'POST') response.end('<Error><Code>InternalError</Code></Error>');
    else response.writeHead(200, { etag: '"e"' }).end();
  });
  const sizes = { thresholdBytes: 1, partBytes: 2 };
  await expect(upload(client, { key: 'k', content: Buffer.alloc(5), sizes })).rejects.toMatchObject({
    reason: 'unavailable',
  });
  expect(asked.filter((it) => it.startsWith('PUT')).toSorted()).toEqual(
    [1, 2, 3].map((part) => `PUT /b/k?partNumber=${part}&uploadId=u`),
  );
  expect(asked.at(-1)).toBe('DELETE /b/k?uploadId=u');
});

test('a key becomes no other path and no other header', async () => {
  const { client, asked } = await storeThat((_request, response) => response.end());
  await client.put('../x/./y\r\nhost: z?a=1#b', Buffer.from('x'));
  expect(asked).toEqual(['PUT /b/../x/./y%0D%0Ahost%3A%20z%3Fa%3D1%23b']);
});

test.each([
  [{ bucket: 'b', pathStyle: false }, 'https://b.s3.eu-west-1.amazonaws.com/k'],
  [{ bucket: 'b.c', pathStyle: false }, 'https://s3.eu-west-1.amazonaws.com/b.c/k'],
  [{ bucket: 'evil%2Eexample/', pathStyle: false }, 'https://s3.eu-west-1.amazonaws.com/evil%252Eexample//k'],
  [{ bucket: 'b', pathStyle: true, endpoint: 'https://store.example:9000/s3/' }, 'https://store.example:9000/s3/b/k'],
  [{ bucket: 'b', pathStyle: false, endpoint: 'https://store.example/s3' }, 'https://b.store.example/s3/k'],
  [{ bucket: 'b', pathStyle: false, endpoint: 'http://10.0.0.1:9000' }, 'http://10.0.0.1:9000/b/k'],
  [{ bucket: 'b', pathStyle: false, endpoint: 'http://[fd00::1]' }, 'http://[fd00::1]/b/k'],
])('finds the bucket of %j', async (location, address) => {
  let seen = '';
  const http = {
    send(url: URL, { path }: { path?: string }) {
      seen = url.origin + (path ?? url.pathname);
      return Promise.reject(Object.assign(new Error('not there'), { code: 'ENOTFOUND' }));
    },
  };
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  const client = new S3Client({ location: { region: 'eu-west-1', ...location }, credentials, http, firstPauseMs: 0 });
  const message = expect.stringContaining(new URL(address).hostname) as string;
  await expect(client.get('k', 1)).rejects.toMatchObject({ reason: 'unavailable', message });
  expect(seen).toBe(address);
});
