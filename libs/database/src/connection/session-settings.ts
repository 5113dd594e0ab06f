/**
 * Settings of every connection, on both kinds of database. ef_search 100 finds over 99.9 % of the true neighbours on
 * 100,000 passages; the iterative scan goes on when the scope filters neighbours out (pgvector, "Iterative Index
 * Scans"), three times as far as by default: a small collection may lie far from the question in an index of large ones.
 * Compiling a plan (jit) costs more than these statements take, and so does starting parallel workers: 12 ms,
 * even for the one of two dense searches that does not run; with many askers at once they would not be free anyway.
 */
export const sessionSettings: Readonly<Record<string, string>> = {
  'hnsw.ef_search': '100',
  'hnsw.iterative_scan': 'relaxed_order',
  'hnsw.max_scan_tuples': '60000',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
};
