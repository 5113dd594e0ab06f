import type { LlamaCall, LlamaEvent, LlamaFailure, LlamaRequest, LlamaSettings } from './llama-messages.ts';
import type { LlamaModel, LlamaRuntime } from './llama-runtime.ts';
import { LlamaWriter, PromptTooLong } from './llama-writer.ts';

/**
 * The process that llama.cpp runs in. A native crash or an endless run ends this process and not the application; the
 * other side starts it again.
 */
const running = new Map<number, AbortController>();
const free: LlamaWriter[] = [];
let model: LlamaModel | undefined;

const tell = (event: LlamaEvent): void => {
  process.send?.(event);
};

async function load(settings: LlamaSettings): Promise<void> {
  const runtime = (await import(settings.runtime)) as LlamaRuntime;
  const llama = await runtime.getLlama({
    gpu: settings.gpu ? 'auto' : false,
    build: 'never',
    skipDownload: true,
    logLevel: 'error',
    progressLogs: false,
    maxThreads: settings.threads,
  });
  model = await llama.loadModel({ modelPath: settings.weights });
  const context = await model.createContext({
    contextSize: settings.contextTokens,
    sequences: settings.parallel,
    threads: settings.threads,
  });
  for (let index = 0; index < settings.parallel; index += 1)
    free.push(new LlamaWriter({ runtime, model, sequence: context.getSequence(), settings }));
  await warmUp(free[0]);
  tell({ type: 'ready', ready: { memoryBytes: process.memoryUsage.rss(), device: llama.gpu || 'cpu' } });
}

/** The first run allocates and touches every page of the weights. */
async function warmUp(writer: LlamaWriter): Promise<void> {
  const never = new AbortController();
  await writer.write(
    { messages: [{ role: 'user', content: 'ready' }], maxTokens: 1 },
    { signal: never.signal, onText: () => {} },
  );
}

async function generate(id: number, request: LlamaRequest): Promise<void> {
  const cancel = new AbortController();
  running.set(id, cancel);
  const writer = free.pop();
  let promptTokens = 0;
  try {
    if (writer === undefined) throw new Error('more requests at once than contexts');
    const onText = (text: string): void => tell({ type: 'piece', id, text });
    const { finish, usage } = await writer.write(request, { signal: cancel.signal, onText });
    promptTokens = usage.promptTokens;
    tell({ type: 'done', id, finish, usage });
  } catch (error) {
    if (cancel.signal.aborted)
      tell({ type: 'done', id, finish: 'cancelled', usage: { promptTokens, completionTokens: 0 } });
    else tell({ type: 'failed', id, failure: failureOf(error) });
  } finally {
    running.delete(id);
    if (writer !== undefined) free.push(writer);
  }
}

function failureOf(error: unknown): LlamaFailure {
  if (error instanceof PromptTooLong) return error.failure;
  return { code: 'MODEL_BAD_OUTPUT', detail: error instanceof Error ? error.message : String(error) };
}

function perform(call: LlamaCall): void {
  switch (call.type) {
    case 'load':
      load(call.settings).catch((error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error);
        tell({ type: 'unloadable', failure: { code: 'MODEL_BACKEND_UNAVAILABLE', detail } });
      });
      return;
    case 'generate':
      void generate(call.id, call.request);
      return;
    case 'cancel':
      running.get(call.id)?.abort();
      return;
    case 'count':
      tell({ type: 'counted', id: call.id, counts: call.texts.map((text) => model?.tokenize(text).length ?? 0) });
  }
}

process.on('message', (call: LlamaCall) => perform(call));
// Ctrl-C reaches the whole group: the application decides when this process ends, by letting go of the channel.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
// The application is gone: nobody is left to write for.
process.on('disconnect', () => process.exit(0));
