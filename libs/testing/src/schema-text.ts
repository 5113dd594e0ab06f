import type { Database } from '@mingda/database';

const ours = `n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'migration'`;

const columnsSql = `
select c.relname as "table", a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
  || case a.attidentity when 'a' then ' generated always as identity' else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end as line
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where ${ours} order by c.relname, a.attnum`;

/** Not-null constraints have rows of their own since PostgreSQL 18; the columns say the same. */
const constraintsSql = `
select c.relname as "table", 'constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid) as line
from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
where ${ours} and k.contype <> 'n' order by c.relname, k.contype, k.conname`;

const indexesSql = `
select c.relname as "table", pg_get_indexdef(i.indexrelid) || ';' as line
from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
where ${ours} and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid) order by c.relname, i.indexrelid::regclass::text collate "C"`;

const optionsSql = `
select c.relname as "table", array_to_string(c.reloptions, ', ') as line from pg_class c join pg_namespace n on n.oid = c.relnamespace
where ${ours} and c.reloptions is not null order by c.relname`;

interface Line {
  readonly table: string;
  readonly line: string;
}

/** The migrated schema as SQL for people to read; both kinds of database must give the same. */
export async function schemaText(database: Database): Promise<string> {
  const read = async (sql: string): Promise<Map<string, string[]>> => {
    const rows = await database.dataSource.query<Line[]>(sql);
    return new Map(
      [...Map.groupBy(rows, (row) => row.table)].map(([table, lines]) => [table, lines.map(({ line }) => line)]),
    );
  };
  const [columns, constraints, indexes, options] = [
    await read(columnsSql),
    await read(constraintsSql),
    await read(indexesSql),
    await read(optionsSql),
  ];
  const tables = [...columns].map(([table, lines]) => {
    const body = [...lines, ...(constraints.get(table) ?? [])].map((line) => `  ${line}`).join(',\n');
    const settings = options.has(table) ? ` with (${options.get(table)?.join() ?? ''})` : '';
    return [`create table ${table} (\n${body}\n)${settings};`, ...(indexes.get(table) ?? [])].join('\n');
  });
  return `${tables.join('\n\n')}\n`;
}
