import type { Answer, AnswerConflict, AnswerPart, Citation } from '@mingda/contracts';

/** What the answers to the parts of a question say together; the rest is the first one's. */
export function combineParts(answers: readonly Answer[]): Pick<
  Answer,
  'outcome' | 'text' | 'confidence' | 'handOver' | 'citations' | 'timings'
> & {
  readonly parts: AnswerPart[];
} {
  const citations: Citation[] = [];
  const parts = answers.map((answer): AnswerPart => {
    const markers = answer.citations.map((it) => {
      citations.push({ ...it, marker: citations.length + 1 });
      return citations.length;
    });
    const { question, outcome, text, confidence, conflict, dialogue } = answer;
    const said = { question, outcome, text, confidence, markers };
    return {
      ...said,
      ...(conflict === undefined ? {} : { conflict: renumbered(conflict, markers) }),
      ...(dialogue?.intent === undefined ? {} : { intent: dialogue.intent }),
    };
  });
  const answered = answers.filter((it) => it.outcome === 'answered');
  const sum = (of: keyof Answer['timings']): number => answers.reduce((total, it) => total + it.timings[of], 0);
  return {
    outcome: answered.length > 0 ? 'answered' : 'refused',
    text: answered.length > 0 ? parts.map((it, at) => `${at + 1}. ${it.text}`).join('\n') : (answers[0]?.text ?? ''),
    confidence: Math.min(...(answered.length > 0 ? answered : answers).map((it) => it.confidence)),
    handOver: answers.some((it) => it.handOver),
    citations,
    timings: {
      totalMs: sum('totalMs'),
      embedMs: sum('embedMs'),
      searchMs: sum('searchMs'),
      answerMs: sum('answerMs'),
    },
    parts,
  };
}

/** @param markers the numbers that the part's citations now have, in their order */
function renumbered({ statements }: AnswerConflict, markers: readonly number[]): AnswerConflict {
  return { statements: statements.map((it) => ({ ...it, marker: markers[it.marker - 1] ?? it.marker })) };
}
