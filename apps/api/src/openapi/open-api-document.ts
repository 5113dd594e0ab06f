import { errorCatalogue, problemSchema, routes, type ErrorCode, type Route, type RouteName } from '@mingda/contracts';
import { apiPrefix } from '../http/operation.decorator.ts';
import { SchemaComponents, type JsonSchema } from './schema-components.ts';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: object;
  readonly paths: Record<string, Record<string, object>>;
  readonly components: { readonly schemas: Record<string, JsonSchema>; readonly securitySchemes: object };
  readonly [field: string]: unknown;
}

const description = `Every answer carries the passages that prove it. Send the token or API key as \`Authorization: Bearer …\` or \`x-api-key: …\`.
Errors are RFC 9457 problems with a stable \`code\` and a title in English and Chinese.`;

const permissions = {
  admin: 'Needs an administrator token.',
  key: 'Administrator tokens and integration keys; a key sees its own collections only.',
  none: 'Open to all.',
} as const;

/** Errors that any operation can answer with, beside those that its row names. */
function errorsOf(route: Route): ErrorCode[] {
  const common: ErrorCode[] = ['INTERNAL', 'DATABASE_UNAVAILABLE'];
  if (route.body !== undefined || route.query !== undefined) common.push('INVALID_INPUT');
  if (route.params !== undefined) common.push('NOT_FOUND');
  if (route.auth !== 'none') common.push('UNAUTHENTICATED');
  if (route.auth === 'admin') common.push('FORBIDDEN');
  return [...new Set([...common, ...route.errors])];
}

function errorResponses(route: Route, problem: JsonSchema): Record<string, object> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(route)) {
    const { status } = errorCatalogue[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\` ${errorCatalogue[code].en}`).join('\n\n'),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
}

const uploadSchema: JsonSchema = {
  type: 'object',
  required: ['file'],
  properties: {
    sourceKey: { type: 'string', description: 'Key of the file that follows; the same key again makes a new version.' },
    title: { type: 'string', description: 'Title of the file that follows.' },
    file: { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } },
  },
};

function successResponse(route: Route, schema: JsonSchema): object {
  switch (route.reply) {
    case 'empty':
      return { description: 'Done.' };
    case 'bytes':
      return { description: 'The file.', content: { 'application/octet-stream': {} } };
    case 'events':
      return {
        description: 'Server-sent events; the data of each is of this form.',
        content: { 'text/event-stream': { schema } },
      };
    case 'json':
      return { description: 'Done.', content: { 'application/json': { schema } } };
  }
}

/** Path and query parameters are flat objects of strings; each property becomes a parameter of its own. */
function parametersOf(schema: JsonSchema, place: 'path' | 'query'): object[] {
  const required = new Set((schema['required'] ?? []) as string[]);
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.has(name),
    schema: property,
  }));
}

function describeOperation(name: RouteName, route: Route, components: SchemaComponents): () => object {
  const body = route.body === undefined || route.body === 'multipart' ? undefined : components.request(route.body);
  const reply = route.response === undefined ? {} : components.reply(route.response);
  const problem = components.reply(problemSchema);
  const params = route.params === undefined ? [] : parametersOf(components.request(route.params), 'path');
  const query = route.query === undefined ? [] : parametersOf(components.request(route.query), 'query');
  const requestBody = (): object | undefined => {
    if (route.body === undefined) return undefined;
    if (body === undefined) return { required: true, content: { 'multipart/form-data': { schema: uploadSchema } } };
    return { required: true, content: { 'application/json': { schema: components.resolve(body, 'request') } } };
  };
  return () => ({
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    description: permissions[route.auth],
    ...(route.auth === 'none' ? { security: [] } : {}),
    ...(params.length + query.length > 0 ? { parameters: [...params, ...query] } : {}),
    ...(route.body === undefined ? {} : { requestBody: requestBody() }),
    responses: {
      [String(route.status)]: successResponse(route, components.resolve(reply, 'reply')),
      ...errorResponses(route, components.resolve(problem, 'reply')),
    },
  });
}

/** The OpenAPI 3.1 description of the whole routes table. */
export function openApiDocument(version: string): OpenApiDocument {
  const components = new SchemaComponents();
  // Names of schemas are final only when all of them are known, so the operations are written in a second pass.
  const described = (Object.entries(routes) as [RouteName, Route][]).map(([name, route]) => ({
    route,
    write: describeOperation(name, route, components),
  }));
  const paths: Record<string, Record<string, object>> = {};
  for (const { route, write } of described) {
    const path = `${apiPrefix}${route.path}`.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: write() };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Mingda', version, description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { apiKey: [] }],
    tags: [...new Set(described.map(({ route }) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components.all(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
  };
}
