import { expect, test } from 'vitest';
import { readTable, type SpannedCell } from './table-rows.ts';

const rows = (...lines: string[]): SpannedCell[][] => lines.map((line) => line.split('|').map((text) => ({ text })));
const texts = (grid: Parameters<typeof readTable>[0]): string[] => readTable(grid).rows.map((row) => row.text);

test('each row repeats its header, empty cells are left out', () => {
  const table = readTable({ rows: rows('姓名|部门|工龄', '王芳|财务|5', '李雷||3') });
  expect(table.rows.map((row) => row.text)).toEqual(['姓名: 王芳 | 部门: 财务 | 工龄: 5', '姓名: 李雷 | 工龄: 3']);
  expect(table.rows[1]).toMatchObject({ header: ['姓名', '部门', '工龄'], cells: ['李雷', '', '3'] });
});

test('years name columns although they are figures', () => {
  expect(texts({ rows: rows('项目|2023年|2024年', '营业收入|100|120') })).toEqual([
    '项目: 营业收入 | 2023年: 100 | 2024年: 120',
  ]);
});

test('figures in the first row mean that there is no header', () => {
  expect(texts({ rows: rows('A1|10|20', 'A2|11|21') })).toEqual(['A1 | 10 | 20', 'A2 | 11 | 21']);
});

test('two columns of name and value are pairs, not a header with rows', () => {
  expect(texts({ rows: rows('公司名称：|云杉', '地址：|上海') })).toEqual(['公司名称: 云杉', '地址: 上海']);
});

test('a header of two rows is joined, a title over the whole width becomes the caption', () => {
  const table = readTable({
    rows: [
      [{ text: '销售表', colSpan: 3 }],
      [
        { text: '产品', rowSpan: 2 },
        { text: '销量', colSpan: 2 },
      ],
      [{ text: '一季度' }, { text: '二季度' }],
      [{ text: 'MD-1' }, { text: '5' }, { text: '7' }],
    ],
  });
  expect(table.captions).toEqual(['销售表']);
  expect(table.rows.map((row) => row.text)).toEqual(['产品: MD-1 | 销量 一季度: 5 | 销量 二季度: 7']);
});

test('a cell over several rows stands in each, a cell over several columns once', () => {
  const table = texts({
    rows: [
      [{ text: '地区' }, { text: '城市' }, { text: '人数' }],
      [{ text: '华东', rowSpan: 2 }, { text: '上海' }, { text: '3' }],
      [{ text: '杭州' }, { text: '4' }],
      [{ text: '合计', colSpan: 2 }, { text: '7' }],
    ],
  });
  expect(table).toEqual([
    '地区: 华东 | 城市: 上海 | 人数: 3',
    '地区: 华东 | 城市: 杭州 | 人数: 4',
    '地区: 合计 | 人数: 7',
  ]);
});

test('a second header inside the table replaces the first', () => {
  const table = texts({ rows: rows('|本期|上期', '收入|10|8', '利润|2|1', '|期末|期初', '资产|50|40') });
  expect(table).toEqual(['收入 | 本期: 10 | 上期: 8', '利润 | 本期: 2 | 上期: 1', '资产 | 期末: 50 | 期初: 40']);
});

test('an absurd span costs no memory', () => {
  expect(readTable({ rows: [[{ text: 'a', colSpan: 1e9, rowSpan: 1e9 }]] }).rows).toHaveLength(1);
});
