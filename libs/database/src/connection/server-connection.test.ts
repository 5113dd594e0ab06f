import { expect, test } from 'vitest';
import { withSessionSettings } from './server-connection.ts';

test("the operator's own options stay and come last, so that they win", () => {
  const address = new URL(
    withSessionSettings('postgres://u:p@host:5433/name?sslmode=require&options=-c%20work_mem%3D64MB'),
  );
  expect(address.searchParams.get('sslmode')).toBe('require');
  expect(address.searchParams.get('options')).toMatch(/^-c hnsw\.ef_search=100 .*-c work_mem=64MB$/);
});
