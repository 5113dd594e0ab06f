import { describe, expect, it } from 'vitest';
import { collapseDuplicates } from './collapse-duplicates.ts';
import { diversify } from './diversify.ts';
import { joinedText, mergeNeighbours } from './merge-neighbours.ts';

const rule =
  '员工连续工作满十二个月后可以享受带薪年休假，具体天数按照累计工作年限计算，需要提前五个工作日在人事系统中提交申请并由直接主管批准。';

describe('near-duplicates', () => {
  const passage = (documentId: string, text: string) => ({ documentId, text });

  it('are shown once, with the other documents', () => {
    const other = passage('c', '食堂午餐时间为十一点半到一点。');
    const collapsed = collapseDuplicates([
      passage('a', rule),
      other,
      passage('b', `  ${rule.replace('，', ', ')}\n`),
      passage('d', rule),
    ]);
    expect(collapsed.map((it) => it.documentId)).toEqual(['a', 'c']);
    expect(collapsed[0]?.alsoIn.map((it) => it.documentId)).toEqual(['b', 'd']);
    expect(collapsed[1]?.alsoIn).toEqual([]);
  });

  it('that differ in a number, a negation or a part are kept apart', () => {
    const numbered = (days: number) => passage(`doc${String(days)}`, `${rule}可用天数为 ${String(days)} 天。`);
    expect(collapseDuplicates([numbered(5), numbered(10)])).toHaveLength(2);
    expect(
      collapseDuplicates([passage('a', rule), passage('b', `${rule}${'未休完的部分可以折算工资。'.repeat(3)}`)]),
    ).toHaveLength(2);
    const denied = rule.replace('可以享受', '不可以享受');
    expect(collapseDuplicates([passage('a', rule), passage('b', denied)])).toHaveLength(2);
    const english = 'Employees may carry over unused leave to the next year if their manager agrees in writing.';
    expect(collapseDuplicates([passage('a', english), passage('b', english.replace('may', 'may not'))])).toHaveLength(
      2,
    );
  });

  it('of one document are kept', () => {
    expect(collapseDuplicates([passage('a', rule), passage('a', rule)])).toHaveLength(2);
  });

  it('are not seen where each of thirty passages has a number of its own', () => {
    const passages = Array.from({ length: 30 }, (_, at) => passage(String(at), `${String(at)} ${rule.repeat(6)}`));
    expect(collapseDuplicates(passages)).toHaveLength(30);
  });
});

describe('diversity', () => {
  const passage = (id: string, score: number, vector: readonly number[]) => ({
    id,
    score,
    modelKey: 'm',
    sentences: [{ vector: Float32Array.from(vector) }],
  });
  const passages = [passage('a', 1, [1, 0]), passage('a2', 0.95, [1, 0.01]), passage('b', 0.7, [0, 1])];

  it('of 0 keeps the order, more brings up what is different', () => {
    expect(diversify(passages, { diversity: 0, limit: 2 }).map((it) => it.id)).toEqual(['a', 'a2']);
    expect(diversify(passages, { diversity: 0.5, limit: 3 }).map((it) => it.id)).toEqual(['a', 'b', 'a2']);
  });

  it('compares nothing across models and survives passages without sentences', () => {
    const mixed = [
      passage('a', 1, [1, 0]),
      { ...passage('e', 0.9, [1, 0, 0]), modelKey: 'other' },
      { ...passage('n', 0.1, []), sentences: [] },
    ];
    expect(diversify(mixed, { diversity: 0.7, limit: 5 }).map((it) => it.id)).toEqual(['a', 'e', 'n']);
    expect(diversify([], { diversity: 1, limit: 5 })).toEqual([]);
  });
});

describe('neighbours', () => {
  const passage = (ordinal: number, text: string, versionId = 'v') => ({
    versionId,
    ordinal,
    text,
    charStart: 0,
    charEnd: text.length,
  });

  it('are put together in the place of the best, in the order of the document', () => {
    const merged = mergeNeighbours([passage(7, 'seven'), passage(3, 'x', 'w'), passage(5, 'five'), passage(6, 'six')]);
    expect(merged.map(({ best, members }) => [best.text, members.map((it) => it.text)])).toEqual([
      ['seven', ['five', 'six', 'seven']],
      ['x', ['x']],
    ]);
  });

  it('say once what the next one repeats', () => {
    expect(
      joinedText([passage(1, '第一条。申请须由主管批准后生效。'), passage(2, '申请须由主管批准后生效。第二条。')]),
    ).toBe('第一条。申请须由主管批准后生效。\n第二条。');
  });
});
