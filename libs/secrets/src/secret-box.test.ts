import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seal, unseal } from './secret-box.ts';
import { loadSecretKey, parseSecretKey } from './secret-key.ts';

const key = parseSecretKey('11'.repeat(32), 'A');
const other = parseSecretKey('22'.repeat(32), 'B');
const place = { tenantId: 't', id: 's' };

describe('a sealed secret', () => {
  it('is read back with its key alone', () => {
    const sealed = seal(key, place, '密码 p@ss');
    expect(unseal([other, key], sealed)).toBe('密码 p@ss');
    expect(() => unseal([other], sealed)).toThrow(/SECRET_UNREADABLE/);
  });

  it('looks different each time and never like what is inside', () => {
    const [one, two] = [seal(key, place, 'password'), seal(key, place, 'password')];
    expect(Buffer.from(one.sealed).equals(Buffer.from(two.sealed))).toBe(false);
    expect(Buffer.from(one.sealed).includes('password')).toBe(false);
  });

  it('is refused when a bit has changed or when it lies in another row', () => {
    const sealed = seal(key, place, 'password');
    for (let at = 0; at < sealed.sealed.length; at += 1) {
      const bytes = Uint8Array.from(sealed.sealed);
      bytes[at] ^= 1;
      expect(() => unseal([key], { ...sealed, sealed: bytes })).toThrow(/SECRET_UNREADABLE/);
    }
    expect(() => unseal([key], { ...sealed, tenantId: 'other' })).toThrow(/SECRET_UNREADABLE/);
    expect(() => unseal([key], { ...sealed, id: 'other' })).toThrow(/SECRET_UNREADABLE/);
  });
});

describe('the key', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mingda-key-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is 32 bytes, in hexadecimal or base64, and no pass phrase', () => {
    const bytes = Buffer.alloc(32, 7);
    expect(parseSecretKey(bytes.toString('hex'), 'K').id).toBe(
      parseSecretKey(` ${bytes.toString('base64')}\n`, 'K').id,
    );
    for (const bad of ['', 'correct horse battery staple', 'ab'.repeat(31)]) {
      expect(() => parseSecretKey(bad, 'MINGDA_SECRET_KEY')).toThrow(/CONFIG_INVALID/);
    }
  });

  it('is made once in a file that only its owner reads, by however many processes at once', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadSecretKey(undefined, folder)));
    expect(new Set(keys.map(({ id }) => id)).size).toBe(1);
    expect(await readdir(folder)).toEqual(['secret.key']);
    expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600);
    expect((await loadSecretKey(undefined, folder)).id).toBe(keys[0].id);
  });

  it('that is damaged is named and not replaced: what it has encrypted would be lost', async () => {
    await writeFile(join(folder, 'secret.key'), 'half');
    await expect(loadSecretKey(undefined, folder)).rejects.toThrow(/secret\.key/);
  });
});
