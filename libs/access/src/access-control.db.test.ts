import { ApiKeyRepository, CollectionRepository, TenantRepository } from '@mingda/database';
import { sampleCollection, testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccessControl } from './access-control.ts';

describe.each(testDatabases())('access ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  let access: AccessControl;
  beforeAll(async () => {
    opened = await open();
    access = new AccessControl({
      apiKeys: new ApiKeyRepository(opened.database),
      tenants: new TenantRepository(opened.database),
      collections: new CollectionRepository(opened.database),
    });
  });
  afterAll(() => opened.drop());

  test('the first start makes one administrator; integrations get what they were given', async () => {
    const secret = (await access.ensureAdminToken()) ?? '';
    expect(secret).toMatch(/^mgd_[\w-]{43}$/);
    expect(await access.ensureAdminToken()).toBeNull();
    const admin = await access.authenticate(secret);
    const { scope, collectionId } = await sampleCollection(opened.database);
    expect(admin).toMatchObject({ kind: 'admin', scope });
    expect(admin.scope.collectionIds).toBeUndefined();

    const created = await access.createIntegrationKey(admin, { name: 'helpdesk', collectionIds: [collectionId] });
    expect(created.secret.startsWith(created.key.prefix)).toBe(true);
    const helpdesk = await access.authenticate(created.secret);
    expect(helpdesk).toEqual({
      kind: 'integration',
      keyId: created.key.id,
      name: 'helpdesk',
      scope: { ...scope, collectionIds: [collectionId] },
    });
    const [, listed] = await access.listKeys(admin);
    expect(listed).toMatchObject({ name: 'helpdesk', lastUsedAt: expect.any(String) });
    const nowhere = { name: 'lost', collectionIds: [collectionId, created.key.id] };
    await expect(access.createIntegrationKey(admin, nowhere)).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
    expect(await access.listKeys(admin)).toHaveLength(2);
    await expect(access.createIntegrationKey(helpdesk, { name: 'more' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(access.revokeKey(helpdesk, created.key.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });

    await access.revokeKey(admin, created.key.id);
    await expect(access.revokeKey(admin, created.key.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(access.authenticate(created.secret)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(access.authenticate('')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    const rows = await opened.database.dataSource.query<unknown[]>('select * from api_key');
    expect(JSON.stringify(rows)).not.toContain(secret.slice(12));
  });
});
