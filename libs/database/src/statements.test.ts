import { expect, test } from 'vitest';
import * as chunkEditStatements from './sql/chunk-edit-statements.ts';
import type { SearchCondition } from './search-condition.ts';
import { filterSql } from './sql/filter-sql.ts';
import * as documentStatements from './sql/document-statements.ts';
import * as faqStatements from './sql/faq-statements.ts';
import * as gapStatements from './sql/gap-statements.ts';
import * as goldItemStatements from './sql/gold-item-statements.ts';
import * as goldProposalStatements from './sql/gold-proposal-statements.ts';
import * as goldSetStatements from './sql/gold-set-statements.ts';
import * as gateStatements from './sql/gate-statements.ts';
import * as importStatements from './sql/import-statements.ts';
import * as lexiconStatements from './sql/lexicon-statements.ts';
import * as metadataStatements from './sql/metadata-statements.ts';
import * as publishStatements from './sql/publish-statements.ts';
import * as repeatStatements from './sql/repeat-statements.ts';
import * as reviewStatements from './sql/review-statements.ts';
import * as satisfactionStatements from './sql/satisfaction-statements.ts';
import * as searchStatements from './sql/search-statements.ts';
import * as sourceStatements from './sql/source-statements.ts';
import * as tokenStatements from './sql/token-statements.ts';
import * as versionStatements from './sql/version-statements.ts';

/** A condition of each kind. */
const exampleFilter: readonly SearchCondition[] = [
  { target: { property: 'source' }, negated: false, test: 'glob', value: 'hr/*' },
  { target: { property: 'tag' }, negated: true, test: 'in', values: ['draft'] },
  {
    target: { field: 'amount', type: 'number' },
    negated: false,
    test: 'range',
    from: 1,
    to: null,
    closed: { from: true, to: false },
  },
];

// After a wanted change: npx vitest run libs/database/src/statements.test.ts --update

test('the statements that read and publish content are those in sql-snapshot.sql', async () => {
  const improvement = { ...faqStatements, ...gapStatements, ...reviewStatements, ...satisfactionStatements };
  const constants = {
    ...searchStatements,
    ...lexiconStatements,
    ...metadataStatements,
    ...documentStatements,
    ...chunkEditStatements,
    ...repeatStatements,
    ...publishStatements,
    ...gateStatements,
    ...versionStatements,
    ...importStatements,
    ...improvement,
    ...goldSetStatements,
    ...goldItemStatements,
    ...goldProposalStatements,
    ...sourceStatements,
    ...tokenStatements,
  };
  const fixed = Object.entries(constants).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const models = [
    { id: 1, dims: 512, indexed: 'half' },
    { id: 2, dims: 384, indexed: 'full' },
    { id: 3, dims: 3072, indexed: 'half' },
  ] as const;
  const filter = filterSql(exampleFilter, searchStatements.WORDS_FILTER_PARAMETER);
  const statements = [
    ['wordsSql', searchStatements.wordsSql()],
    ['wordsSql, with a filter', searchStatements.wordsSql(filter)],
    ['neighboursSql, for models of 512, 384 and 3072 dimensions', searchStatements.neighboursSql(models)],
    ['neighboursSql, with a filter', searchStatements.neighboursSql(models.slice(0, 1), filterSql(exampleFilter, 6))],
    ['scoresSql, for models of 512, 384 and 3072 dimensions', searchStatements.scoresSql(models)],
    ['scoresSql, without models', searchStatements.scoresSql([])],
    ...fixed,
  ];
  const text = statements.map(([name, sql]) => `-- ${name ?? ''}\n${sql?.trim() ?? ''};\n`).join('\n');
  await expect(text).toMatchFileSnapshot('../sql-snapshot.sql');
});
