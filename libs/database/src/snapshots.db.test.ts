import { schemaText, testDatabases, type OpenedDatabase } from '@mingda/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as documentStatements from './sql/document-statements.ts';
import * as publishStatements from './sql/publish-statements.ts';
import * as searchStatements from './sql/search-statements.ts';
import * as versionStatements from './sql/version-statements.ts';

// After a wanted change: npx vitest run libs/database/src/snapshots.db.test.ts --update

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

test('the statements that read and publish content are those in sql-snapshot.sql', async () => {
  const constants = { ...searchStatements, ...documentStatements, ...publishStatements, ...versionStatements };
  const fixed = Object.entries(constants).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const models = [
    { id: 1, dims: 512 },
    { id: 2, dims: 384 },
    { id: 3, dims: 3072 },
  ];
  const statements = [
    ['candidatesSql, for models of 512, 384 and 3072 dimensions', searchStatements.candidatesSql(models)],
    ...fixed,
  ];
  const text = statements.map(([name, sql]) => `-- ${name ?? ''}\n${sql?.trim() ?? ''};\n`).join('\n');
  await expect(text).toMatchFileSnapshot('../sql-snapshot.sql');
});
