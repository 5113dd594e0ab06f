import type { FinishReason, GenerationPiece, TokenUsage } from '@mingda/inference';

/** The objects of OpenAI's chat completion, whole and in pieces. */
export class ChatChunks {
  readonly #head: { readonly id: string; readonly created: number; readonly model: string };

  constructor(id: string, model: string) {
    this.#head = { id, created: Math.floor(Date.now() / 1000), model };
  }

  opening(): object {
    return this.#chunk({ role: 'assistant', content: '' }, null);
  }

  delta(content: string): object {
    return this.#chunk({ content }, null);
  }

  finish(reason: FinishReason): object {
    return this.#chunk({}, finishReason(reason));
  }

  usage(usage: TokenUsage | undefined): object {
    return { ...this.#head, object: 'chat.completion.chunk', choices: [], usage: usageBody(usage) };
  }

  whole(content: string, last: GenerationPiece | undefined): object {
    return {
      ...this.#head,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content, refusal: null },
          logprobs: null,
          finish_reason: finishReason(last?.finish ?? 'stop'),
        },
      ],
      usage: usageBody(last?.usage),
    };
  }

  #chunk(delta: object, reason: string | null): object {
    return {
      ...this.#head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
    };
  }
}

/** The protocol knows no cancelled answer: whoever cancelled it does not read it. */
function finishReason(reason: FinishReason): 'stop' | 'length' {
  return reason === 'length' ? 'length' : 'stop';
}

function usageBody(usage: TokenUsage | undefined): object {
  const { promptTokens, completionTokens } = usage ?? { promptTokens: 0, completionTokens: 0 };
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
