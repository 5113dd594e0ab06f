/**
 * Who answered, in words: the name of the kind, for a language model with its own.
 * @param answerer as it is logged: a kind, or `llm:<model>:<version of the prompts>`; names of models may hold colons
 * @param names of the kinds, in the language of the page; a kind without one is shown as it is logged
 */
export function answererName(answerer: string, names: Readonly<Record<string, string | undefined>>): string {
  const [kind = answerer, ...parts] = answerer.split(':');
  const name = names[kind];
  if (name === undefined) return answerer;
  const model = parts.slice(0, -1).join(':');
  return model === '' ? name : `${name} · ${model}`;
}
