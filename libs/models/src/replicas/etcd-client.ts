import { MingdaError } from '@mingda/platform';
import { z } from 'zod';

/** 64-bit numbers travel as text. */
const rangeSchema = z.object({
  header: z.object({ revision: z.string() }),
  kvs: z.array(z.object({ key: z.string(), value: z.string().default('') })).default([]),
});
const leaseSchema = z.object({ ID: z.string(), TTL: z.string().optional() });
const keptSchema = z.object({ result: z.object({ TTL: z.string().optional() }) });
const eventSchema = z.object({
  result: z.object({
    canceled: z.boolean().optional(),
    events: z
      .array(
        z.object({
          type: z.enum(['PUT', 'DELETE']).default('PUT'),
          kv: z.object({ key: z.string(), value: z.string().default('') }),
        }),
      )
      .default([]),
  }),
});

export interface EtcdChange {
  readonly key: string;
  /** Undefined when the key is gone. */
  readonly value: string | undefined;
}

const callTimeoutMs = 3_000;

/** The few calls of etcd's v3 API that a registry needs, through the JSON gateway that every etcd has. */
export class EtcdClient {
  readonly #endpoints: readonly string[];
  /** The endpoint that answered last is asked first. */
  #preferred = 0;

  /** @param endpoints addresses such as `http://etcd:2379` */
  constructor(endpoints: readonly string[]) {
    this.#endpoints = endpoints;
  }

  /** Everything below a prefix, and the revision that it is of. */
  async list(prefix: string): Promise<{ entries: ReadonlyMap<string, string>; revision: bigint }> {
    const reply = rangeSchema.parse(await this.#call('kv/range', below(prefix)));
    return {
      entries: new Map(reply.kvs.map(({ key, value }) => [decoded(key), decoded(value)])),
      revision: BigInt(reply.header.revision),
    };
  }

  async put(key: string, value: string, lease: string): Promise<void> {
    await this.#call('kv/put', { key: encoded(key), value: encoded(value), lease });
  }

  /** @returns the lease's id */
  async grantLease(ttlSeconds: number): Promise<string> {
    return leaseSchema.parse(await this.#call('lease/grant', { TTL: String(ttlSeconds) })).ID;
  }

  /** False when the lease has run out meanwhile. */
  async keepLease(id: string): Promise<boolean> {
    const { result } = keptSchema.parse(await this.#call('lease/keepalive', { ID: id }));
    return Number(result.TTL ?? 0) > 0;
  }

  /** Its keys vanish at once. */
  async revokeLease(id: string): Promise<void> {
    await this.#call('lease/revoke', { ID: id });
  }

  /** Changes below a prefix from a revision on; ends when the connection does. */
  async *watch(prefix: string, from: bigint, signal: AbortSignal): AsyncGenerator<readonly EtcdChange[]> {
    const response = await this.#send(
      'watch',
      { create_request: { ...below(prefix), start_revision: String(from) } },
      signal,
    );
    let rest = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter((it) => it.trim() !== '')) {
        const { events, canceled } = eventSchema.parse(JSON.parse(line)).result;
        if (canceled === true) return;
        yield events.map(({ type, kv }) => ({
          key: decoded(kv.key),
          value: type === 'DELETE' ? undefined : decoded(kv.value),
        }));
      }
    }
  }

  async #call(path: string, body: object): Promise<unknown> {
    const response = await this.#send(path, body);
    return response.json();
  }

  /** @param signal ends the stream of a watch; other calls have a time limit at each endpoint */
  async #send(path: string, body: object, signal?: AbortSignal): Promise<Response> {
    const failures: string[] = [];
    for (let turn = 0; turn < this.#endpoints.length; turn += 1) {
      const index = (this.#preferred + turn) % this.#endpoints.length;
      const endpoint = this.#endpoints[index];
      try {
        const response = await fetch(`${endpoint}/v3/${path}`, {
          method: 'POST',
          body: JSON.stringify(body),
          signal: signal ?? AbortSignal.timeout(callTimeoutMs),
        });
        if (response.ok) {
          this.#preferred = index;
          return response;
        }
        failures.push(`${endpoint}: HTTP ${response.status} ${(await response.text()).slice(0, 200)}`);
      } catch (error) {
        if (signal?.aborted === true) throw error;
        failures.push(`${endpoint}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    throw new MingdaError('INFERENCE_UNAVAILABLE', {
      subject: 'etcd',
      detail: failures.join('; '),
      fixes: ['check MINGDA_ETCD_ENDPOINTS'],
    });
  }
}

const encoded = (text: string): string => Buffer.from(text).toString('base64');
const decoded = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

/** The range of all keys that begin with the prefix: up to the prefix with its last byte one higher. */
function below(prefix: string): { key: string; range_end: string } {
  const end = Buffer.from(prefix);
  end[end.length - 1] += 1;
  return { key: encoded(prefix), range_end: end.toString('base64') };
}
