import * as contracts from '@mingda/contracts';
import type { Route } from '@mingda/contracts';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { renderClient } from './render-client.ts';

const named = z.object({ id: z.string() });
const base = { tag: 't', summary: 'Do it', auth: 'key', status: 200, errors: [] } as const;

function render(route: Partial<Route>): string {
  return renderClient({
    routes: { doIt: { ...base, method: 'GET', path: '/it', reply: 'empty', ...route } },
    exports: { namedSchema: named },
  });
}

it('encodes every parameter of the path', () => {
  const source = render({ path: '/a/:id/b/:other', params: named });
  expect(source).toContain('`/a/${encodeURIComponent(params.id)}/b/${encodeURIComponent(params.other)}`');
  expect(source).toContain('doIt(params: z.input<typeof namedSchema>, options: CallOptions = {}): Promise<void>');
});

it('names schemas that the contracts export and reads others off the route', () => {
  expect(render({ reply: 'json', response: named })).toContain('Promise<z.output<typeof namedSchema>>');
  expect(render({ reply: 'json', response: z.string() })).toContain('Promise<z.output<typeof routes.doIt.response>>');
});

it('follows a stream that is read and opens one that does work once', () => {
  expect(render({ reply: 'events', response: named })).toContain('return followEvents<');
  expect(render({ method: 'POST', body: named, reply: 'events', response: named })).toContain('return openEvents<');
});

it('imports nothing but types from the contracts', () => {
  const source = renderClient({ routes: contracts.routes, exports: contracts });
  expect(source).not.toMatch(/import \{[^}]*\} from '@mingda\/contracts'/);
  for (const name of Object.keys(contracts.routes)) expect(source).toContain(`export function ${name}(`);
});
