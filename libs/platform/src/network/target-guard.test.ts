import { describe, expect, it } from 'vitest';
import { TargetGuard } from './target-guard.ts';

const closed = new TargetGuard({ allowPrivate: false, fixes: ['ask'] });
const some = new TargetGuard({ allowPrivate: ['Wiki.Corp', '*.lan', '10.1.0.0/16', 'fd00::7'], fixes: [] });

function lookup(guard: TargetGuard, name: string): Promise<unknown> {
  return new Promise((resolve) => {
    guard.lookup(name, { all: true }, (error, addresses) => resolve(error ?? addresses));
  });
}

describe('a target that somebody else chose', () => {
  it.each(['127.0.0.1', '[::1]', '10.1.2.3', '169.254.169.254', '[::ffff:10.0.0.1]'])('may not be %s', (host) => {
    expect(() => closed.check(host)).toThrow(expect.objectContaining({ code: 'TARGET_FORBIDDEN', fixes: ['ask'] }));
  });

  it('may be public, and is judged by its address once it is a name', async () => {
    closed.check('8.8.8.8');
    closed.check('localhost');
    expect(await lookup(closed, 'localhost')).toMatchObject({ code: 'TARGET_FORBIDDEN', subject: 'localhost' });
    await expect(closed.resolve('localhost')).rejects.toMatchObject({ code: 'TARGET_FORBIDDEN' });
    expect(await closed.resolve('8.8.8.8')).toBe('8.8.8.8');
    expect(await lookup(closed, 'nowhere.invalid')).toMatchObject({ code: 'ENOTFOUND' });
  });

  it('may be inside where the operator says so', async () => {
    const open = new TargetGuard({ allowPrivate: true, fixes: [] });
    open.check('127.0.0.1');
    expect(await open.resolve('[::1]')).toBe('::1');
    const named = new TargetGuard({ allowPrivate: ['localhost'], fixes: [] });
    expect(await named.resolve('LOCALHOST.')).toMatch(/^(127\.0\.0\.1|::1)$/);
    expect(() => named.check('127.0.0.1')).toThrow(/TARGET_FORBIDDEN/);
    const network = new TargetGuard({ allowPrivate: ['127.0.0.0/8', '::1'], fixes: [] });
    expect(await network.resolve('localhost')).toMatch(/^(127\.0\.0\.1|::1)$/);
  });
});

describe('hosts that the operator names', () => {
  it.each(['wiki.corp', 'WIKI.corp.', 'a.lan', 'a.b.lan', '10.1.255.1', '[fd00::7]'])('include %s', (host) => {
    expect(some.names(host)).toBe(true);
  });

  it.each(['corp', 'x.wiki.corp', 'lan', 'evil-lan', '10.2.0.1', '[fd00::8]'])('do not include %s', (host) => {
    expect(some.names(host)).toBe(false);
  });

  it.each(['http://wiki', '10.0.0.0/33', '10.0.0.0/x', '*', '*.', 'a b', '::1/129'])('cannot be %j', (entry) => {
    expect(() => new TargetGuard({ allowPrivate: [entry], fixes: [] })).toThrow(/CONFIG_INVALID/);
  });
});
