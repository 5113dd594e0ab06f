import { AsyncLocalStorage } from 'node:async_hooks';
import {
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Context,
  type ContextManager,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';

const parentHeader = 'traceparent';
const stateHeader = 'tracestate';
const parentPattern = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;
const maxStateLength = 512;

/** Carries a trace in the headers of W3C Trace Context (https://www.w3.org/TR/trace-context/), version 00. */
export class TraceContextPropagator implements TextMapPropagator {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpanContext(context);
    if (span === undefined || !isSpanContextValid(span)) return;
    const flags = (span.traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0');
    setter.set(carrier, parentHeader, `00-${span.traceId}-${span.spanId}-${flags}`);
    const state = span.traceState?.serialize();
    if (state !== undefined && state !== '') setter.set(carrier, stateHeader, state);
  }

  /** A header that is missing or malformed starts no trace and fails nothing. */
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const given = getter.get(carrier, parentHeader);
    const parent = parentPattern.exec((Array.isArray(given) ? given[0] : given) ?? '');
    if (parent === null || given?.slice(0, 2) === 'ff') return context;
    const [, traceId, spanId, flags] = parent;
    const stateGiven = getter.get(carrier, stateHeader);
    const state = Array.isArray(stateGiven) ? stateGiven.join(',') : stateGiven;
    const spanContext = {
      traceId,
      spanId,
      traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
      isRemote: true,
      ...(state !== undefined && state.length <= maxStateLength ? { traceState: passedOn(state) } : {}),
    };
    return isSpanContextValid(spanContext) ? trace.setSpanContext(context, spanContext) : context;
  }

  fields(): string[] {
    return [parentHeader, stateHeader];
  }
}

/** Another vendor's state, handed on as it came. */
function passedOn(state: string): {
  get(): undefined;
  set(): ReturnType<typeof passedOn>;
  unset(): ReturnType<typeof passedOn>;
  serialize(): string;
} {
  const same = {
    get: () => undefined,
    set: () => same,
    unset: () => same,
    serialize: () => state,
  };
  return same;
}

/** Keeps the active trace across awaits, by Node's own storage. */
export class AsyncContextManager implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  readonly with: ContextManager['with'] = (context, ...[work, thisArg, ...args]) =>
    this.#storage.run(context, () => work.apply(thisArg, args));

  bind<T>(context: Context, target: T): T {
    if (typeof target !== 'function') return target;
    const bound = (...args: unknown[]): unknown =>
      this.#storage.run(context, () => Reflect.apply(target, undefined, args) as unknown);
    return bound as T;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }
}
