import { Validator } from '@seriousme/openapi-schema-validator';
import { routes } from '@mingda/contracts';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from './open-api-document.ts';

const document = openApiDocument('1.2.3');
const schemas = document.components.schemas;

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === '$ref' && typeof item === 'string' ? [item] : references(item),
  );
}

describe('the OpenAPI description', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document) as object as Record<string, unknown>);
    expect(result).toEqual({ valid: true });
  });

  it('describes every row of the routes table under its own name', () => {
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item)) as {
      operationId: string;
    }[];
    expect(operations.map((it) => it.operationId).toSorted()).toEqual(Object.keys(routes).toSorted());
  });

  it('refers only to schemas that it holds, and none of them to itself alone', () => {
    const missing = references(document).filter((it) => schemas[it.replace('#/components/schemas/', '')] === undefined);
    expect(missing).toEqual([]);
    for (const schema of Object.values(schemas)) expect(Object.keys(schema)).not.toEqual(['$ref']);
  });

  it('lets a request leave out what has a default, and promises it in replies', () => {
    expect(schemas['CreateCollection']?.['required']).toEqual(['name']);
    expect(schemas['Collection']?.['required']).toContain('profile');
  });

  it('takes files as multipart and streams answers as events', () => {
    const text = JSON.stringify(document.paths['/api/v1/collections/{collectionId}/documents']?.['post']);
    expect(text).toContain('multipart/form-data');
    const stream = JSON.stringify(document.paths['/api/v1/collections/{collectionId}/ask/stream']?.['post']);
    expect(stream).toContain('text/event-stream');
  });
});
