import { toMingdaError } from '@mingda/platform';
import { comparedText } from '../metrics/correctness.ts';
import type { CodeVerdict, QuestionOutcome } from '../metrics/question-outcome.ts';
import type { CodeRunner } from './code-runner.ts';
import { extractCode, sameCode } from './extract-code.ts';

/**
 * Tries the code of an answer; null for a question without tests and for one that was not asked. A refusal and an answer
 * without code have not passed.
 * @throws MingdaError `CODE_SANDBOX_UNAVAILABLE`
 */
export async function codeVerdict(
  runner: Pick<CodeRunner, 'run'>,
  outcome: QuestionOutcome,
): Promise<CodeVerdict | null> {
  const { tests, answers } = outcome.question;
  const text = comparedText(outcome);
  if (tests === undefined || text === null) return null;
  const references = answers.map((it) => extractCode(it, tests.language)).filter((it) => it !== null);
  const code = extractCode(text, tests.language);
  const exact = references.length === 0 ? null : code !== null && references.some((it) => sameCode(it, code));
  if (code === null) return { exact, passed: false, reason: 'the answer holds no code' };
  try {
    return { exact, ...(await runner.run(code, tests)) };
  } catch (error) {
    const known = toMingdaError(error);
    if (known.code === 'CODE_SANDBOX_UNAVAILABLE') throw known;
    return { exact, passed: false, reason: known.message };
  }
}
