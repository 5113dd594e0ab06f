import { expect, it, vi } from 'vitest';
import { createReplicaSource } from './create-replica-source.ts';

const none = { token: undefined, caFile: undefined, etcd: undefined };

function addressesOf(target: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const source = createReplicaSource(target, none);
    source.start((addresses) => {
      resolve(addresses);
      source.close();
    });
  });
}

it('takes the addresses of a list as they are', async () => {
  expect(await addressesOf('10.0.0.1:50051, gpu-2:50052,[::1]:7')).toEqual([
    '10.0.0.1:50051',
    'gpu-2:50052',
    '[::1]:7',
  ]);
  expect(await addressesOf('localhost:50051')).toEqual(['localhost:50051']);
});

it('looks every address of a name up', async () => {
  const { hostname } = await import('node:os');
  const found = await addressesOf(`dns:///${hostname()}:50051`);
  expect(found.length).toBeGreaterThan(0);
  for (const address of found) expect(address).toMatch(/^(\d+\.\d+\.\d+\.\d+|\[[\da-f:]+\]):50051$/);
});

it('knows no replica of a name that nobody has', async () => {
  expect(await addressesOf('dns:///nowhere.invalid:50051')).toEqual([]);
});

it.each(['inference', 'a:1,b', 'http://a:1', 'a:123456', ''])('refuses %j', (target) => {
  expect(() => createReplicaSource(target, none)).toThrow(/CONFIG_INVALID.*MINGDA_INFERENCE_URL/);
});

it('needs the addresses of etcd to look there', () => {
  expect(() => createReplicaSource('etcd:///', none)).toThrow(/CONFIG_INVALID[\s\S]*MINGDA_ETCD_ENDPOINTS/);
});

it('says once that etcd is away, and starts without replicas', async () => {
  const logger = { warn: vi.fn<() => void>(), info: vi.fn<() => void>() };
  const source = createReplicaSource(
    'etcd:///',
    { ...none, etcd: { endpoints: ['http://127.0.0.1:1'], ttlSeconds: 2 } },
    logger as never,
  );
  const first = await new Promise<readonly string[]>((resolve) => source.start(resolve));
  expect(first).toEqual([]);
  expect(logger.warn).toHaveBeenCalledTimes(1);
  source.close();
});
