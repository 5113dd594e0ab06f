import { innerProduct } from '../vectors/inner-product.ts';
import { rowsOf, trainedForms } from './quantized-form.ts';

/** The reader of one embedding model: rank rows for the question's two vectors, as many for a token, as 8-bit numbers with scales. */
interface StoredReader {
  readonly dims: number;
  /** Base64 of int8, rank x 2 dims. */
  readonly question: string;
  readonly questionScales: readonly number[];
  /** Base64 of int8, rank x dims. */
  readonly token: string;
  readonly tokenScales: readonly number[];
  /** Base64 of int8, dims: what makes a token an answer whatever was asked. */
  readonly always: string;
  readonly alwaysScale: number;
}

interface Reader {
  readonly question: readonly Float32Array[];
  readonly token: readonly Float32Array[];
  readonly always: Float32Array;
}

/** The question's own vectors, as far as the reader looks at them. */
interface ReadableQuestion {
  /** Pooled, norm 1. */
  readonly vector: Float32Array;
  /** n x dimensions, norm 1 each. */
  readonly tokens: Float32Array;
  /** Characters of each token in the question: start, end, interleaved. */
  readonly offsets: Int32Array;
}

const interrogative = /什么|甚麼|什麼|谁|誰|哪|多少|几|幾|何|怎|\b(?:who|whom|whose|what|which|when|where|why|how)\b/iu;

/** The readers that ship with the package; `tools/ranker/train_reader.py` trains them. */
const readReaders = trainedForms('answer-reader.json', (stored): Reader => {
  const it = stored as StoredReader;
  return {
    question: rowsOf(it.question, it.questionScales),
    token: rowsOf(it.token, it.tokenScales),
    always: rowsOf(it.always, [it.alwaysScale])[0],
  };
});

/**
 * The direction in the space of token vectors in which the answer to a question lies: its inner product with the vector of a
 * passage's token is the logit of that token being part of the answer. A bilinear form of low rank over the question's pooled
 * vector and that of its question word. Null where no reader was trained for the model.
 */
export function answerDirection(
  modelKey: string,
  asked: { readonly text: string; readonly asksFrom: number },
  question: ReadableQuestion,
): Float32Array | null {
  const reader = readReaders().get(modelKey);
  if (reader === undefined || question.tokens.length === 0) return null;
  const input = Float32Array.from([...question.vector, ...questionWord(asked, question)]);
  const direction = Float32Array.from(reader.always);
  for (const [row, weights] of reader.question.entries()) {
    const amount = innerProduct(weights, input);
    const towards = reader.token[row];
    for (let i = 0; i < direction.length; i += 1) direction[i] += amount * towards[i];
  }
  return direction;
}

/**
 * Mean vector of the tokens of the first question word, of the question itself if it has one and else of what it points back to; of all
 * tokens where there is none.
 */
function questionWord(
  { text, asksFrom }: { readonly text: string; readonly asksFrom: number },
  { vector, tokens, offsets }: ReadableQuestion,
): Float32Array {
  const dims = vector.length;
  const own = interrogative.exec(text.slice(asksFrom));
  const word = own ?? interrogative.exec(text);
  const at = word === null ? 0 : word.index + (own === null ? 0 : asksFrom);
  const [from, to] = word === null ? [0, Infinity] : [at, at + word[0].length];
  const all = Array.from({ length: tokens.length / dims }, (_, token) => token);
  const within = all.filter((token) => {
    const start = offsets[2 * token];
    const end = offsets[2 * token + 1];
    return start < to && end > from && end > start;
  });
  const read = within.length === 0 ? all : within;
  const mean = new Float32Array(dims);
  for (const token of read) {
    for (let i = 0; i < dims; i += 1) mean[i] += tokens[token * dims + i] / read.length;
  }
  return mean;
}
