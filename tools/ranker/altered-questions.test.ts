import { describe, expect, it } from 'vitest';
import { alterQuestion } from './altered-questions.ts';

const document = '张伟于1998年在北京创办了华兴公司，李明于2003年在上海建立了光华学院，研究激光技术。';
const elsewhere = '王芳在广州教授历史课程。';

describe('alterQuestion', () => {
  it('puts something of the same kind in the place of one part, the same each time', () => {
    const asked = { question: '张伟在哪一年创办了华兴公司？', answers: ['1998年'], document, elsewhere };
    const made = ['q1', 'q2', 'q3', 'q4', 'q5', 'q6'].map((id) => alterQuestion({ id, ...asked }));
    for (const [at, it] of made.entries()) {
      if (it === null) throw new Error('nothing was put in');
      const foreign = it.text.slice(it.start, it.end);
      expect(it.text).not.toBe(asked.question);
      expect(asked.question).not.toContain(foreign);
      expect(`${document}${elsewhere}`).toContain(foreign);
      expect(alterQuestion({ id: `q${String(at + 1)}`, ...asked })).toEqual(it);
    }
    expect(new Set(made.map((it) => it?.text)).size).toBeGreaterThan(1);
  });

  it('never puts the answer in', () => {
    const asked = { question: '谁创办了华兴公司？', answers: ['张伟'], document, elsewhere: '' };
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) {
      expect(alterQuestion({ id, ...asked })?.text ?? '').not.toContain('张伟');
    }
  });

  it('leaves a question alone that has nothing to take the place of', () => {
    expect(alterQuestion({ id: 'q', question: '为什么？', answers: [], document, elsewhere })).toBeNull();
  });
});
