import { describe, expect, it } from 'vitest';
import { supportOf } from './support-of.ts';

const passage = { text: '普通员工的年假为 10 天。工龄满十年的员工年假为 15 天。试用期内不得休年假。' };
const quoted = (statement: string, question = '年假有几天？'): string | null => {
  const range = supportOf(statement, passage, question);
  return range === null ? null : passage.text.slice(range.start, range.end);
};

describe('supportOf', () => {
  it('finds the sentence that says it', () => {
    expect(quoted('工龄满十年的员工有 15 天年假。')).toBe('工龄满十年的员工年假为 15 天。');
  });

  it('refuses a wrong number', () => {
    expect(quoted('工龄满十年的员工有 20 天年假。')).toBeNull();
  });

  it('refuses a turned negation', () => {
    expect(quoted('试用期内可以休年假。', '试用期能休年假吗？')).toBeNull();
  });

  it('refuses a statement on another matter', () => {
    expect(quoted('食堂周末不开放。', '食堂周末开吗？')).toBeNull();
  });
});
