import { z } from 'zod';

const verdictsSchema = z.object({
  verdicts: z.array(z.object({ n: z.coerce.number().int(), supported: z.union([z.boolean(), z.stringbool()]) })).min(1),
});
const scoreSchema = z.object({ score: z.coerce.number().min(1).max(5) });

/** Beyond this a reply is no verdict; it bounds the search for JSON in it. */
const longestReply = 20_000;

/**
 * Objects that a reply holds, last first: models think aloud, put fences around JSON and correct themselves, so the last
 * one that has the right form counts.
 */
function* objectsIn(reply: string): Generator {
  const text = reply.slice(0, longestReply);
  const opens: number[] = [];
  const found: string[] = [];
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"' && opens.length > 0) inString = true;
    else if (character === '{') opens.push(at);
    else if (character === '}' && opens.length > 0) {
      const start = opens.pop() ?? 0;
      if (opens.length === 0) found.push(text.slice(start, at + 1));
    }
  }
  for (const json of found.toReversed()) {
    try {
      yield JSON.parse(json);
    } catch {
      // Braces that are no JSON.
    }
  }
}

function firstOf<T>(reply: string, schema: z.ZodType<T>): T | null {
  for (const candidate of objectsIn(reply)) {
    const parsed = schema.safeParse(candidate);
    if (parsed.success) return parsed.data;
  }
  return null;
}

/** Share of statements 1 to `count` that the reply calls supported; null unless it judges each of them once. */
export function readVerdicts(reply: string, count: number): number | null {
  const verdicts = firstOf(reply, verdictsSchema)?.verdicts;
  if (verdicts === undefined) return null;
  const byNumber = new Map(verdicts.map(({ n, supported }) => [n, supported]));
  const judged = Array.from({ length: count }, (_, index) => byNumber.get(index + 1));
  if (byNumber.size !== verdicts.length || judged.includes(undefined)) return null;
  return judged.filter((it) => it === true).length / count;
}

/** A score of 1 to 5 as 0 to 1; null when the reply holds none. */
export function readScore(reply: string): number | null {
  const score = firstOf(reply, scoreSchema)?.score;
  return score === undefined ? null : (score - 1) / 4;
}
