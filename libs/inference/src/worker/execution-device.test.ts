import { platform } from 'node:os';
import { listSupportedBackends } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { logger, startEngine } from '../../test/model-cache.ts';
import { openDevice, providersOf } from './execution-device.ts';

/** A machine with a graphics card would open it: there the tests of a missing one say nothing. */
const hasCard = await openDevice('cuda:0', logger).then(
  () => true,
  () => false,
);

describe.skipIf(hasCard)('without a graphics card', () => {
  it.each(['cuda', 'cuda:1', 'tensorrt:0'])(
    '%s is refused, with what is missing and what this build knows',
    async (device) => {
      const error: unknown = await openDevice(device, logger).catch((it: unknown) => it);
      expect(error).toMatchObject({ code: 'MODEL_BACKEND_UNAVAILABLE', subject: device });
      const { detail, fixes } = error as { detail: string; fixes: string[] };
      for (const { name } of listSupportedBackends()) expect(detail).toContain(name);
      expect(fixes.join(' ')).toMatch(device.startsWith('tensorrt') ? /TensorRT/ : /CUDA/);
      expect(fixes.at(-1)).toContain('MINGDA_INFERENCE_DEVICE');
    },
  );

  it('auto falls back to the processor, and says why wherever it is asked', async () => {
    const engine = await startEngine({ device: 'auto' });
    try {
      expect(engine.device).toMatchObject({ requested: 'auto', active: 'cpu' });
      if (platform() === 'linux') expect(engine.device.fallback).toMatch(/^cuda:0: .+/);
      expect(engine.metrics().device).toEqual(engine.device);
      const items = [{ text: '年假' }];
      const reply = await engine.embed({ model: 'bge-small-zh-v1.5-int8', role: 'plain', priority: 'live', items });
      expect(reply.embeddings).toHaveLength(1);
    } finally {
      await engine.close();
    }
  });
});

it.runIf(platform() === 'linux').each([
  ['directml:0', 'Windows'],
  ['coreml', 'macOS'],
])('%s is refused here with the system that has it', async (device, system) => {
  await expect(openDevice(device, logger)).rejects.toMatchObject({
    code: 'MODEL_BACKEND_UNAVAILABLE',
    fixes: expect.arrayContaining([expect.stringContaining(system)]),
  });
});

it('the processor needs no trial', async () => {
  expect(await openDevice('cpu', logger)).toEqual({ requested: 'cpu', active: 'cpu', fallback: undefined });
});

it.each(['gpu', 'cuda:x', 'cuda:123', ''])('%j is no device', async (device) => {
  await expect(openDevice(device, logger)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

it('hands the number of the card on, and the processor last', () => {
  expect(providersOf('cuda:1')).toEqual([{ name: 'cuda', deviceId: 1 }, 'cpu']);
  expect(providersOf('tensorrt')).toEqual([{ name: 'tensorrt', deviceId: 0 }, { name: 'cuda', deviceId: 0 }, 'cpu']);
  expect(providersOf('directml:2')).toEqual([{ name: 'dml', deviceId: 2 }, 'cpu']);
  expect(providersOf('cpu')).toEqual(['cpu']);
});
