import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SchemaComponents } from './schema-components.ts';

describe('named schemas of requests and replies', () => {
  const inner = z.object({ size: z.number().default(3) }).meta({ id: 'TestInner' });
  const outer = z.object({ inner }).meta({ id: 'TestOuter' });
  const plain = z.object({ text: z.string() }).meta({ id: 'TestPlain' });

  it('share one name when both sides agree', () => {
    const components = new SchemaComponents();
    const reply = components.reply(plain);
    const request = components.request(plain);
    expect(components.resolve(reply, 'reply')).toEqual({ $ref: '#/components/schemas/TestPlain' });
    expect(components.resolve(request, 'request')).toEqual({ $ref: '#/components/schemas/TestPlain' });
    expect(Object.keys(components.all())).toEqual(['TestPlain']);
  });

  it('are told apart when a default makes them differ, also through a reference', () => {
    const components = new SchemaComponents();
    components.reply(outer);
    const request = components.resolve(components.request(outer), 'request');
    expect(request).toEqual({ $ref: '#/components/schemas/TestOuterInput' });
    const all = components.all();
    expect(Object.keys(all)).toEqual(['TestInner', 'TestInnerInput', 'TestOuter', 'TestOuterInput']);
    expect(JSON.stringify(all['TestOuterInput'])).toContain('#/components/schemas/TestInnerInput');
    expect(all['TestInnerInput']?.['required']).toBeUndefined();
    expect(all['TestInner']?.['required']).toEqual(['size']);
  });
});
