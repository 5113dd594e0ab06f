import type { Database } from '@mingda/database';

/** What a database holds of each document after an import: enough to see anything lost, doubled or different. */
export interface ImportedContent {
  /** By source key: versions with their state, and text and chunks of the current one. */
  readonly documents: ReadonlyMap<string, string>;
  readonly chunks: number;
  /** Rows that should not be: chunks of other versions, places taken twice, terms counted wrongly. */
  readonly faults: readonly string[];
}

const documentsSql = `
select d.source_key as key,
  (select string_agg(v.number || ' ' || v.state, ', ' order by v.number) from document_version v
    where v.document_id = d.id) as versions,
  md5(coalesce(current.text, '')) as text,
  (select coalesce(md5(string_agg(c.ordinal || ' ' || c.text, '|' order by c.ordinal)), '') from chunk c
    where c.version_id = d.current_version_id) as chunks
from document d left join document_version current on current.id = d.current_version_id order by 1`;

const checks: Readonly<Record<string, string>> = {
  'chunks that belong to no current version': `
    select count(*)::int as n from chunk c join document d on d.id = c.document_id
    where d.current_version_id is distinct from c.version_id`,
  'places of a version that are taken twice': `
    select count(*)::int as n from (select 1 from chunk group by version_id, ordinal having count(*) > 1) twice`,
  'chunks without a vector': `
    select count(*)::int as n from chunk c where not exists (select 1 from chunk_vector v where v.chunk_id = c.id)`,
  'terms whose count is not that of the chunks': `
    select count(*)::int as n from lexical_term t full join (
      select c.collection_id, term, count(*)::int as df
      from chunk c join chunk_lexical l on l.chunk_id = c.id cross join unnest(l.terms) as term group by 1, 2
    ) counted using (collection_id, term) where t.df is distinct from counted.df`,
  'collections whose count of chunks is wrong': `
    select count(*)::int as n from collection c
    where c.chunk_count <> (select count(*) from chunk k where k.collection_id = c.id)`,
  'imports left over': `select count(*)::int as n from import_job`,
};

export async function importedContent({ dataSource }: Database): Promise<ImportedContent> {
  const rows = await dataSource.query<{ key: string; versions: string; text: string; chunks: string }[]>(documentsSql);
  const [total] = await dataSource.query<[{ n: number }]>('select count(*)::int as n from chunk');
  const faults: string[] = [];
  for (const [name, sql] of Object.entries(checks)) {
    const [found] = await dataSource.query<[{ n: number }]>(sql);
    if (found.n > 0) faults.push(`${found.n} ${name}`);
  }
  const documents = new Map(rows.map(({ key, ...content }) => [key, JSON.stringify(content)]));
  return { documents, chunks: total.n, faults };
}
