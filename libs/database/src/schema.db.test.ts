import { schemaText, testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// After a wanted change: npx vitest run libs/database/src/schema.db.test.ts --update

describe.each(testDatabases())('the schema ($kind)', ({ open }) => {
  let opened: OpenedDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test('is the one in migrations/schema.sql', async () => {
    await expect(await schemaText(opened.database)).toMatchFileSnapshot('../../../migrations/schema.sql');
  });
});
