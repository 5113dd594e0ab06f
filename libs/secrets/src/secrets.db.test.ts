import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretRepository, TenantRepository } from '@mingda/database';
import { createLogger } from '@mingda/platform';
import { testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secrets } from './secrets.ts';

const logger = createLogger({ logLevel: 'silent' }, 'test');
const oldKey = '11'.repeat(32);
const newKey = '22'.repeat(32);

describe.each(testDatabases())('stored secrets ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let dataDir: string;
  let tenantId: string;
  beforeAll(async () => {
    opened = await open();
    dataDir = await mkdtemp(join(tmpdir(), 'mingda-secrets-'));
    tenantId = await new TenantRepository(opened.database).ensureDefault();
  });
  afterAll(async () => {
    await opened?.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const secrets = (key: string | undefined, previousKey?: string): Secrets =>
    new Secrets(new SecretRepository(opened.database), { key, previousKey, dataDir });

  test('no key is made before there is a secret', async () => {
    expect(await secrets(undefined).rotate(logger)).toBe(0);
    expect(await readdir(dataDir)).toEqual([]);
  });

  test('a changed key takes over while the one before is known, and not without it', async () => {
    const id = await opened.database.transaction((tx) => secrets(oldKey).add(tenantId, 'hidden', tx));
    await expect(secrets(newKey).read(tenantId, id)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    expect(await secrets(newKey).rotate(logger)).toBe(0);
    expect(await secrets(oldKey).read(tenantId, id)).toBe('hidden');
    const changing = secrets(newKey, oldKey);
    expect(await changing.read(tenantId, id)).toBe('hidden');
    expect(await changing.rotate(logger)).toBe(1);
    expect(await changing.rotate(logger)).toBe(0);
    expect(await secrets(newKey).read(tenantId, id)).toBe('hidden');
    await expect(secrets(newKey).read('0198c0de-0000-7000-8000-000000000003', id)).rejects.toMatchObject({
      code: 'SECRET_UNREADABLE',
    });
  });

  test('a secret rolls back with its transaction', async () => {
    let id = '';
    const failing = opened.database.transaction(async (tx) => {
      id = await secrets(newKey).add(tenantId, 'hidden', tx);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    await expect(secrets(newKey).read(tenantId, id)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });
});
