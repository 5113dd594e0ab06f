import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startReceiver, type Receiver } from '../../test/receiver.ts';
import { channelTable } from './channel-table.ts';
import { BusyError, type ChannelSecrets } from './channel.ts';
import { GuardedPoster } from './http-post.ts';
import type { Message } from './message.ts';

const http = new GuardedPoster({ allowPrivate: true });
const signingKey = 'SECdeadbeef0123456789';
const message: Message = {
  id: '0b7a1a5e-0000-4000-8000-000000000001',
  kind: 'report',
  language: 'zh',
  title: '质量报告：人事 <@all>',
  facts: ['评测集: leave'],
  sentences: [
    '准确率从 90.0% 升至 92.0%（+2.0 个百分点）。',
    '*加粗* [链接](http://evil.example) <at id=all></at> & more',
  ],
  link: { url: 'https://mingda.example/evaluations/1', label: '打开报告' },
  attachments: [{ fileName: 'r.pdf', mediaType: 'application/pdf', content: Buffer.from('%PDF-1.7') }],
  data: { evaluationId: '1' },
};

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => {
  receiver.posts.length = 0;
  receiver.answers.length = 0;
  receiver.reply = 'ok';
});

async function send(
  kind: keyof typeof channelTable,
  secrets: ChannelSecrets = {},
): Promise<{ path: URL; body: never; headers: Record<string, string>; raw: string }> {
  await channelTable[kind].send(
    { email: null, secrets: { url: `${receiver.url}/hook?key=K`, ...secrets } },
    message,
    http,
  );
  const [post] = receiver.posts;
  return {
    path: new URL(post.path, receiver.url),
    body: JSON.parse(post.body) as never,
    headers: post.headers as Record<string, string>,
    raw: post.body,
  };
}

describe('the generic webhook', () => {
  it('signs timestamp and body, names the delivery and carries the files', async () => {
    const { headers, body, raw } = await send('webhook', { signingKey });
    const timestamp = headers['x-mingda-timestamp'];
    const expected = createHmac('sha256', signingKey).update(`${timestamp}.${raw}`).digest('hex');
    expect(headers['x-mingda-signature']).toBe(`v1=${expected}`);
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(60);
    expect(headers['x-mingda-delivery']).toBe(message.id);
    expect(body).toMatchObject({
      event: 'report',
      title: message.title,
      evaluationId: '1',
      files: [{ name: 'r.pdf', base64: Buffer.from('%PDF-1.7').toString('base64') }],
    });
  });

  it('has no signature without a key', async () => {
    expect((await send('webhook')).headers['x-mingda-signature']).toBeUndefined();
  });
});

describe('WeCom', () => {
  it('is sent Markdown of at most 4096 bytes in which names are no markup', async () => {
    receiver.reply = '{"errcode":0,"errmsg":"ok"}';
    const long = { ...message, sentences: Array.from({ length: 200 }, () => '这是一句很长的话，用来超过上限。') };
    await channelTable.wecom.send({ email: null, secrets: { url: receiver.url } }, long, http);
    await channelTable.wecom.send({ email: null, secrets: { url: receiver.url } }, message, http);
    const [first, second] = receiver.posts.map(
      (post) => JSON.parse(post.body) as { msgtype: string; markdown: { content: string } },
    );
    expect(first.msgtype).toBe('markdown');
    expect(Buffer.byteLength(first.markdown.content)).toBeLessThanOrEqual(4096);
    expect(first.markdown.content).not.toContain('\uFFFD');
    expect(second.markdown.content).not.toMatch(/<@|\]\(http:\/\/evil|<at/);
    expect(second.markdown.content).toContain('[打开报告](https://mingda.example/evaluations/1)');
  });
});

describe('DingTalk', () => {
  it('puts time and signature into the address, as its page on signing says', async () => {
    receiver.reply = '{"errcode":0,"errmsg":"ok"}';
    const { path, body } = await send('dingtalk', { signingKey });
    const timestamp = path.searchParams.get('timestamp') ?? '';
    expect(timestamp).toMatch(/^\d{13}$/);
    expect(path.searchParams.get('sign')).toBe(
      createHmac('sha256', signingKey).update(`${timestamp}\n${signingKey}`).digest('base64'),
    );
    expect(path.searchParams.get('key')).toBe('K');
    expect(body).toMatchObject({ msgtype: 'markdown', markdown: { title: message.title } });
  });
});

describe('Feishu', () => {
  it('puts time and signature into the body: the key is time and secret, the message empty', async () => {
    receiver.reply = '{"code":0,"msg":"success"}';
    const { body } = await send('feishu', { signingKey });
    const { timestamp, sign, msg_type: type } = body as { timestamp: string; sign: string; msg_type: string };
    expect(timestamp).toMatch(/^\d{10}$/);
    expect(sign).toBe(createHmac('sha256', `${timestamp}\n${signingKey}`).update('').digest('base64'));
    expect(type).toBe('interactive');
  });
});

describe('Slack', () => {
  it('is sent blocks within its limits, with its signs escaped', async () => {
    const { body, raw } = await send('slack');
    expect(raw).toContain('&lt;at id=all&gt;&lt;/at&gt; &amp; more');
    expect((body as { text: string }).text).toBe('质量报告：人事 &lt;@all&gt;');
    expect((body as { blocks: { type: string }[] }).blocks.map(({ type }) => type)).toEqual([
      'header',
      'context',
      'section',
      'section',
    ]);
  });
});

describe('what a receiver says', () => {
  it.each([
    ['a server error', { status: 503 }, 'DELIVERY_UNAVAILABLE'],
    ['too many requests', { status: 429 }, 'DELIVERY_UNAVAILABLE'],
    ['a wrong address', { status: 404 }, 'DELIVERY_REFUSED'],
    [
      'a redirect, which is not followed',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      'DELIVERY_REFUSED',
    ],
  ] as const)('%s', async (_, answer, code) => {
    receiver.answers.push({ ...answer });
    await expect(send('webhook')).rejects.toMatchObject({ code });
    expect(receiver.posts).toHaveLength(1);
  });

  it.each([
    ['wecom', '{"errcode":93000,"errmsg":"invalid webhook url"}', 'DELIVERY_REFUSED'],
    ['wecom', '{"errcode":45009,"errmsg":"api freq out of limit"}', 'DELIVERY_UNAVAILABLE'],
    ['dingtalk', '{"errcode":310000,"errmsg":"sign not match"}', 'DELIVERY_REFUSED'],
    ['dingtalk', '{"errcode":130101,"errmsg":"send too fast"}', 'DELIVERY_UNAVAILABLE'],
    ['feishu', '{"code":19021,"msg":"sign match fail"}', 'DELIVERY_REFUSED'],
    ['feishu', '<html>a proxy</html>', 'DELIVERY_REFUSED'],
  ] as const)('%s inside status 200: %s', async (kind, reply, code) => {
    receiver.reply = reply;
    await expect(send(kind)).rejects.toMatchObject({ code });
  });

  it('how long to wait is kept for the next try', async () => {
    receiver.answers.push({ status: 429, headers: { 'retry-after': '77' } });
    const error = await send('slack').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BusyError);
    expect((error as BusyError).retryAfterSeconds).toBe(77);
  });

  it('a reply without end is cut off', async () => {
    receiver.answers.push({ status: 200, body: 'x'.repeat(200_000) });
    await expect(send('slack')).rejects.toMatchObject({ code: 'DELIVERY_UNAVAILABLE' });
  });
});

describe('addresses inside', () => {
  const guarded = new GuardedPoster({ allowPrivate: false });

  it.each([
    ['an address', () => receiver.url],
    ['a name that resolves to one', () => receiver.url.replace('127.0.0.1', 'localhost')],
    ['an address in another notation', () => receiver.url.replace('127.0.0.1', '2130706433')],
    ['IPv6', () => 'http://[::1]:9/'],
    ['IPv4 inside IPv6', () => 'http://[::ffff:127.0.0.1]:9/'],
  ])('are refused when connecting: %s', async (_, url) => {
    await expect(guarded.post(url(), '{}')).rejects.toMatchObject({ code: 'TARGET_FORBIDDEN' });
    expect(receiver.posts).toHaveLength(0);
  });

  it('a name that does not exist may exist later', async () => {
    await expect(guarded.post('http://no-such-host.invalid/', '{}')).rejects.toMatchObject({
      code: 'DELIVERY_UNAVAILABLE',
    });
  });
});
