/**
 * Settings of every connection, on both kinds of database. ef_search 100 finds over 99.9 % of the true neighbours on
 * 100,000 passages; the iterative scan goes on when the scope filters neighbours out (pgvector, "Iterative Index
 * Scans"). Compiling a plan (jit) costs more than these statements take.
 */
export const sessionSettings: Readonly<Record<string, string>> = {
  'hnsw.ef_search': '100',
  'hnsw.iterative_scan': 'relaxed_order',
  jit: 'off',
  timezone: 'UTC',
};
