import type { GenerationOptions, GenerationPiece, GenerationRequest, TextGenerator } from '@mingda/inference';

/** A stand-in for a language model: it writes the given pieces and remembers what it was asked. */
export class ScriptedGenerator implements TextGenerator {
  readonly model = 'scripted-writer';
  readonly asked: GenerationRequest[] = [];
  cancelled = 0;
  /** `wait` holds until the caller leaves; `fail` throws. */
  pieces: readonly (GenerationPiece | 'wait' | 'fail')[] = [];

  async *generate(request: GenerationRequest, { signal }: GenerationOptions): AsyncGenerator<GenerationPiece> {
    this.asked.push(request);
    for (const piece of this.pieces) {
      if (piece === 'fail') throw new Error('the writer broke');
      if (piece === 'wait') {
        if (!signal.aborted)
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        this.cancelled += 1;
        yield { text: '', finish: 'cancelled' };
        return;
      }
      yield piece;
    }
  }
}
