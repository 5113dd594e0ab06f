/**
 * A stand-in for llama.cpp at the process's message boundary. The last message of a request says what it does: `say a b`
 * writes the words, `hang` writes one and waits to be cancelled, `deaf` does not heed that either, `silent` writes
 * nothing, `crash` ends the process, `crash-once FILE` only while FILE does not exist, `late` crashes after a word.
 */
import { existsSync, writeFileSync } from 'node:fs';
import type { LlamaCall, LlamaEvent } from '../src/generation/llama-messages.ts';

const tell = (event: LlamaEvent): void => {
  process.send?.(event);
};
const waiting = new Set<number>();
const usage = { promptTokens: 3, completionTokens: 2 };

function generate(id: number, instruction: string): void {
  const [command, ...words] = instruction.split(' ');
  if (command === 'crash') process.exit(3);
  if (command === 'crash-once' && !existsSync(words[0])) {
    writeFileSync(words[0], '');
    process.exit(3);
  }
  if (command === 'silent') return;
  if (command === 'hang') waiting.add(id);
  if (command === 'hang' || command === 'deaf') tell({ type: 'piece', id, text: 'begun' });
  else if (command === 'late') process.send?.({ type: 'piece', id, text: 'begun' }, () => process.exit(3));
  else {
    for (const text of words) tell({ type: 'piece', id, text });
    tell({ type: 'done', id, finish: 'stop', usage });
  }
}

process.on('message', (call: LlamaCall) => {
  switch (call.type) {
    case 'load':
      if (call.settings.contextTokens === 999)
        tell({ type: 'unloadable', failure: { code: 'MODEL_BACKEND_UNAVAILABLE', detail: 'bad magic' } });
      else tell({ type: 'ready', ready: { memoryBytes: 1000, device: 'cpu' } });
      return;
    case 'generate':
      generate(call.id, call.request.messages.at(-1)?.content ?? '');
      return;
    case 'cancel':
      if (waiting.delete(call.id)) tell({ type: 'done', id: call.id, finish: 'cancelled', usage });
      return;
    case 'count':
      tell({ type: 'counted', id: call.id, counts: call.texts.map((text) => text.length) });
  }
});
process.on('disconnect', () => process.exit(0));
