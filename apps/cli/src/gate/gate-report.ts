import type { Comparison, GateCheck, GateVerdict } from '@mingda/contracts';

export interface GateRun {
  readonly goldSet: string;
  readonly seconds: number;
  readonly verdict: GateVerdict;
  readonly comparison: Comparison;
}

const shownQuestions = 20;

/** JUnit XML as continuous integration servers read it: one test case a measure. */
export function toJunit({ goldSet, seconds, verdict }: GateRun): string {
  const failures = verdict.checks.filter((it) => it.verdict === 'worse' || it.verdict === 'undecided').length;
  const skipped = verdict.checks.filter((it) => it.verdict === 'not-measured').length;
  // A run that decided nothing must not look like one that passed.
  const errors = verdict.outcome === 'not-measured' ? 1 : 0;
  const cases = verdict.checks.map((check) => testCase(goldSet, check));
  const error =
    errors === 0
      ? []
      : [
          `    <testcase classname="mingda.gate.${escape(goldSet)}" name="measured"><error message="${escape(verdict.reason.en)}"/></testcase>`,
        ];
  const total = verdict.checks.length + errors;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite name="mingda gate: ${escape(goldSet)}" tests="${total}" failures="${failures}" errors="${errors}" skipped="${skipped}" time="${seconds.toFixed(1)}">`,
    ...cases,
    ...error,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(goldSet: string, check: GateCheck): string {
  const body = {
    passed: '',
    'not-measured': '<skipped message="no common question has this measure"/>',
    worse: `<failure type="worse" message="${escape(explain(check))}"/>`,
    undecided: `<failure type="undecided" message="${escape(explain(check))}"/>`,
  }[check.verdict];
  return `    <testcase classname="mingda.gate.${escape(goldSet)}" name="${check.measure}">${body}</testcase>`;
}

/** A summary for a pull request. */
export function toMarkdown({ goldSet, verdict, comparison }: GateRun): string {
  const titles = { passed: 'passed', 'not-passed': 'not passed', 'not-measured': 'not measured' };
  const rows = verdict.checks.map(
    (it) =>
      `| ${it.measure} | ${it.questions} | ${show(it.before)} | ${show(it.after)} | ${signed(it.difference)} | ${signed(it.lowerBound)} | ${signed(-it.margin)} | ${it.verdict} |`,
  );
  const turned = comparison.questions.filter((it) => it.by === 'correctness');
  const list = (change: 'worse' | 'better'): string[] => {
    const items = turned.filter((it) => it.change === change);
    if (items.length === 0) return [];
    const lines = items
      .slice(0, shownQuestions)
      .map(
        (it) => `- \`${it.id}\` ${cell(it.after.question)}: “${cell(it.before.answer)}” → “${cell(it.after.answer)}”`,
      );
    return ['', `### ${change === 'worse' ? 'Got worse' : 'Got better'} (${items.length})`, '', ...lines];
  };
  return [
    `## Quality gate ${goldSet}: ${titles[verdict.outcome]}`,
    '',
    `${verdict.reason.en} ${verdict.reason.zh}`,
    '',
    `${verdict.common} common questions. A measure passes when its difference is above minus the margin with ${(verdict.confidence * 100).toFixed(0)} % confidence (paired bootstrap, ${verdict.resamples} resamples, seed ${verdict.seed}).`,
    '',
    '| measure | questions | baseline | now | difference | lower bound | must be above | verdict |',
    '|---|--:|--:|--:|--:|--:|--:|---|',
    ...rows,
    ...list('worse'),
    ...list('better'),
    '',
  ].join('\n');
}

/** One line for a person and for JUnit. */
export function explain(check: GateCheck): string {
  return `${show(check.before)} -> ${show(check.after)}, difference ${signed(check.difference)}, lower bound ${signed(check.lowerBound)}, must be above ${signed(-check.margin)}`;
}

function show(value: number | null): string {
  return value === null ? '-' : value.toFixed(4);
}

function signed(value: number | null): string {
  return value === null ? '-' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

/** Text from documents inside a table or list: nothing in it may become markup. */
function cell(text: string): string {
  return text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[|<>`*_[\]\\]/gu, (mark) => `\\${mark}`)
    .slice(0, 200);
}

/** Characters that XML 1.0 does not allow are dropped, whatever a gold set is called. */
function escape(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
