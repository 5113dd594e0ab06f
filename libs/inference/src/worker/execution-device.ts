import { arch, platform } from 'node:os';
import { MingdaError, type Logger } from '@mingda/platform';
import type { InferenceSession } from 'onnxruntime-node';

type Provider = 'cpu' | 'cuda' | 'tensorrt' | 'directml' | 'coreml';

/** What was asked for and what runs. */
export interface ActiveDevice {
  readonly requested: string;
  /** `cpu`, `coreml`, or a provider with the number of its card, such as `cuda:0`. */
  readonly active: string;
  /** Why it is not the device that was wanted; only where `auto` was asked for. */
  readonly fallback: string | undefined;
}

const pattern = /^(cpu|cuda|tensorrt|directml|coreml)(?::(\d{1,2}))?$/;

/** What ONNX Runtime calls them. */
const runtimeNames: Readonly<Record<Exclude<Provider, 'cpu'>, string>> = {
  cuda: 'cuda',
  tensorrt: 'tensorrt',
  directml: 'dml',
  coreml: 'coreml',
};

/** What `auto` tries on each system, best first; the processor is always last. */
const candidates: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['cuda:0'],
  win32: ['cuda:0', 'directml:0'],
  darwin: ['coreml'],
};

const needs: Readonly<Record<Exclude<Provider, 'cpu'>, readonly string[]>> = {
  cuda: [
    'install an NVIDIA driver and the CUDA and cuDNN libraries that ONNX Runtime was built for',
    'fetch its CUDA library, which the packages leave out: `node node_modules/onnxruntime-node/script/install`',
  ],
  tensorrt: [
    'install TensorRT beside an NVIDIA driver and CUDA',
    'fetch the TensorRT library of ONNX Runtime, which the packages leave out: `node node_modules/onnxruntime-node/script/install`',
  ],
  directml: ['DirectML is part of ONNX Runtime on Windows alone: run there'],
  coreml: ['CoreML is part of ONNX Runtime on macOS alone: run there'],
};

/** A graph that hands one number through: enough to see whether a provider can be opened. */
const probe = 'CAcSADo3ChAKAXgSAXkiCElkZW50aXR5EgFnWg8KAXgSCgoICAESBAoCCAFiDwoBeRIKCggIARIECgIIAUIECgAQDQ==';

/**
 * Finds out whether the wanted device is there, before anything is loaded on it. A named device is a promise: it is never
 * replaced by another. `auto` takes the first that opens, and says why it is not a better one.
 * @param requested `cpu`, `auto`, `coreml`, or `cuda`, `tensorrt`, `directml` with a number, such as `cuda:1`
 * @throws MingdaError `INVALID_INPUT`, `MODEL_BACKEND_UNAVAILABLE` naming what is missing
 */
export async function openDevice(requested: string, logger: Logger): Promise<ActiveDevice> {
  if (requested !== 'auto') {
    const failure = await whyNot(requested);
    if (failure === undefined) return { requested, active: requested, fallback: undefined };
    throw failure;
  }
  const reasons: string[] = [];
  for (const device of candidates[platform()] ?? []) {
    const failure = await whyNot(device);
    if (failure === undefined) return { requested, active: device, fallback: undefined };
    reasons.push(`${device}: ${failure.detail ?? failure.message}`);
  }
  const fallback = reasons.join('\n');
  logger.warn({ requested, active: 'cpu', reasons }, 'no graphics card can be used, the processor computes');
  return { requested, active: 'cpu', fallback };
}

/** The providers of a session on this device. What it cannot compute, the processor does. */
export function providersOf(device: string): NonNullable<InferenceSession.SessionOptions['executionProviders']> {
  const { provider, deviceId } = parse(device);
  switch (provider) {
    case 'cpu':
      return ['cpu'];
    case 'coreml':
      return ['coreml', 'cpu'];
    case 'directml':
      return [{ name: 'dml', deviceId }, 'cpu'];
    case 'tensorrt':
      // Parts of a graph that TensorRT does not know stay on the card.
      return [{ name: 'tensorrt', deviceId }, { name: 'cuda', deviceId }, 'cpu'];
    case 'cuda':
      return [{ name: 'cuda', deviceId }, 'cpu'];
  }
}

function parse(device: string): { readonly provider: Provider; readonly deviceId: number } {
  const [, provider, deviceId = '0'] = pattern.exec(device) ?? [];
  if (provider === undefined) {
    throw new MingdaError('INVALID_INPUT', {
      subject: device,
      detail: 'not a device',
      fixes: ['use cpu, auto, coreml, or cuda, tensorrt, directml with a number, such as cuda:0'],
    });
  }
  return { provider: provider as Provider, deviceId: Number(deviceId) };
}

async function whyNot(device: string): Promise<MingdaError | undefined> {
  const { provider } = parse(device);
  if (provider === 'cpu') return undefined;
  // Only here: a process that computes on its processor in workers need not hold the runtime itself.
  const runtime = await import('onnxruntime-node');
  const has = runtime.listSupportedBackends().map(({ name }) => name);
  const refusal = (reason: string, cause?: unknown): MingdaError =>
    new MingdaError('MODEL_BACKEND_UNAVAILABLE', {
      subject: device,
      detail: `${reason} (ONNX Runtime for ${platform()}-${arch()} knows: ${has.join(', ')})`,
      fixes: [...needs[provider], 'set MINGDA_INFERENCE_DEVICE to auto to fall back to the processor, or to cpu'],
      cause,
    });
  // It passes over a provider that it was built without, and says nothing.
  if (!has.includes(runtimeNames[provider])) return refusal(`it was built without ${provider}`);
  try {
    const session = await runtime.InferenceSession.create(Buffer.from(probe, 'base64'), {
      executionProviders: providersOf(device),
    });
    await session.release();
    return undefined;
  } catch (cause) {
    return refusal(cause instanceof Error ? cause.message : String(cause), cause);
  }
}
