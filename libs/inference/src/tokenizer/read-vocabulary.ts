import { z } from 'zod';
import { UnigramVocabulary } from './unigram-vocabulary.ts';
import { unsupported, type Vocabulary } from './vocabulary.ts';
import { WordPieceVocabulary } from './wordpiece-vocabulary.ts';

const modelSchema = z.looseObject({ model: z.looseObject({ type: z.string() }) });

/**
 * @param content the text of a `tokenizer.json`
 * @throws MingdaError `MODEL_BACKEND_UNAVAILABLE` for a kind that does not run here
 */
export function readVocabulary(content: string): Vocabulary {
  const file = parsed(content);
  const type = modelSchema.safeParse(file).data?.model.type;
  if (type === 'WordPiece') return new WordPieceVocabulary(file);
  if (type === 'Unigram') return new UnigramVocabulary(file);
  throw unsupported(
    `its model is ${type ?? 'unknown'}; WordPiece of BERT and Unigram of XLM-RoBERTa run in this process`,
  );
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw unsupported(`it is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
