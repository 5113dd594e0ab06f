import { analyze } from '@mingda/language';
import { describe, expect, it } from 'vitest';
import { contradicts, type Statement } from './contradiction.ts';

const near = Float32Array.of(1, 0);
const far = Float32Array.of(0, 1);

const statement = (text: string, vector: Float32Array = near): Statement => ({
  text,
  terms: new Set(analyze(text).map((it) => it.term)),
  vector,
});

describe('sentences that contradict each other', () => {
  it.each([
    ['入职满一年的员工每年有 12 天年假。', '入职满一年的员工每年享有 15 天年假。'],
    ['差旅费须在返回后十天内报销。', '差旅费须在返回后 15 天内报销。'],
    ['食堂于 2024 年 3 月 1 日开业。', '食堂于 2024 年 5 月 1 日开业。'],
    ['办公室早上 9:00 开门。', '办公室早上 8:30 开门。'],
    ['打车费可以报销。', '打车费不可以报销。'],
    ['Employees have 25 days of annual leave.', 'Employees have 28 days of annual leave each year.'],
    ['The warranty of the GW-2200 is 2 years.', 'The warranty for the GW-2200 is 3 years.'],
    ['Guests may use the car park.', 'Guests may not use the car park.'],
  ])('%s | %s', (left, right) => {
    expect(contradicts(statement(left), statement(right))).toBe(true);
    expect(contradicts(statement(right), statement(left))).toBe(true);
  });
});

describe('sentences that do not', () => {
  it.each([
    ['the same', '每年有 12 天年假。', '每年有十二天年假。'],
    ['two cases', '入职满 1 年的员工每年有 12 天年假。', '入职满 10 年的员工每年有 15 天年假。'],
    ['two products', 'GW-1100 的重量是 310 克。', 'GW-2200 的重量是 420 克。'],
    ['more detail', '年假为 12 天。', '年假为 12 天，其中 5 天可以结转。'],
    ['another thing', '产假为 158 天。', '每年有 12 天年假，须提前一周申请。'],
    ['a question asked both ways', '能不能报销由经理决定。', '能否报销由经理决定。'],
    ['other units', 'The parcel weighs 3 kilograms.', 'The parcel weighs 12 pounds.'],
    ['a denial of something else', '差旅费须在十天内报销。', '差旅费须在十天内报销，逾期不予办理。'],
    ['nothing', '', ''],
  ])('%s: %s | %s', (_, left, right) => {
    expect(contradicts(statement(left), statement(right))).toBe(false);
  });

  it('mean different things by like words', () => {
    const left = statement('每年有 12 天年假。');
    expect(contradicts(left, statement('每年有 15 天年假。', far))).toBe(false);
    expect(contradicts(left, statement('每年有 15 天年假。', Float32Array.of(1, 0, 0)))).toBe(false);
  });
});
