import { readFileSync } from 'node:fs';

/**
 * What a trained file beside this package holds for each embedding model, by its key; read when it is first asked for.
 * @param name of the file, JSON: an object by model key
 */
export function trainedForms<Form>(name: string, toForm: (stored: unknown) => Form): () => ReadonlyMap<string, Form> {
  let forms: ReadonlyMap<string, Form> | undefined;
  return () => {
    if (forms !== undefined) return forms;
    const file = readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
    const stored = Object.entries(JSON.parse(file) as Readonly<Record<string, unknown>>);
    forms = new Map(stored.map(([modelKey, it]) => [modelKey, toForm(it)]));
    return forms;
  };
}

/** Rows of a trained form out of its file: base64 of 8-bit numbers, row after row, and the scale of each row. */
export function rowsOf(base64: string, scales: readonly number[]): Float32Array[] {
  const numbers = new Int8Array(Buffer.from(base64, 'base64'));
  const width = numbers.length / scales.length;
  return scales.map((scale, row) =>
    Float32Array.from(numbers.subarray(row * width, (row + 1) * width), (it) => it * scale),
  );
}
