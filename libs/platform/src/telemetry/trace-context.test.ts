import { context, defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { AsyncContextManager, TraceContextPropagator } from './trace-context.ts';

const propagator = new TraceContextPropagator();
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parent = `00-${traceId}-b7ad6b7169203331-01`;

const extracted = (carrier: object) => propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);

describe('the trace of a caller', () => {
  it('is handed on as it came', () => {
    const carrier: Record<string, string> = {};
    propagator.inject(extracted({ traceparent: parent, tracestate: 'a=1,b=2' }), carrier, defaultTextMapSetter);
    expect(carrier).toEqual({ traceparent: parent, tracestate: 'a=1,b=2' });
  });

  it('keeps its decision not to be recorded', () => {
    const span = trace.getSpanContext(extracted({ traceparent: parent.replace(/01$/, '00') }));
    expect(span).toMatchObject({ traceId, traceFlags: 0, isRemote: true });
  });

  it.each([
    undefined,
    '',
    'nonsense',
    parent.toUpperCase(),
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    parent.replace(/^00/, 'ff'),
    `00-${traceId.slice(1)}-b7ad6b7169203331-01`,
  ])('is none in %j', (traceparent) => {
    expect(trace.getSpanContext(extracted({ traceparent }))).toBeUndefined();
  });

  it('of a later version is read by its first parts', () => {
    expect(trace.getSpanContext(extracted({ traceparent: `cc-${parent.slice(3)}-what-comes` }))).toMatchObject({
      traceId,
    });
  });

  it('leaves a state behind that is too long', () => {
    expect(
      trace.getSpanContext(extracted({ traceparent: parent, tracestate: 'x'.repeat(513) }))?.traceState,
    ).toBeUndefined();
  });
});

it('the active trace goes along across awaits and into bound callbacks, and not to neighbours', async () => {
  const manager = new AsyncContextManager();
  const [one, two] = ['one', 'two'].map((name) => ROOT_CONTEXT.setValue(Symbol.for('name'), name));
  const nameOf = (): unknown => manager.active().getValue(Symbol.for('name'));
  const later = async (): Promise<unknown> => {
    await Promise.resolve();
    return nameOf();
  };
  expect(await Promise.all([manager.with(one, later), manager.with(two, later), later()])).toEqual([
    'one',
    'two',
    undefined,
  ]);
  expect(manager.bind(one, nameOf)()).toBe('one');
  expect(context.active()).toBe(ROOT_CONTEXT);
});
