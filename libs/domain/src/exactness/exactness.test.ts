import { describe, expect, it } from 'vitest';
import { containsAtoms, equalAtoms } from './compare-atoms.ts';
import { readAtoms } from './read-atoms.ts';

const contains = (answer: string, reference: string): boolean => containsAtoms(readAtoms(answer), readAtoms(reference));
const equal = (left: string, right: string): boolean => equalAtoms(readAtoms(left), readAtoms(right));

type Case = readonly [one: string, other: string];

describe('two ways to write the same', () => {
  it.each<Case>([
    // width, case, script, spaces, punctuation
    ['ＶＰＮ有效期９０天', 'vpn有效期90天'],
    ['每年15 天', '每年15天'],
    ['年報由董事會發布', '年报由董事会发布'],
    ['GW-2200', 'gw 2200'],
    ['GW2200', 'GW-2200'],
    ['Wi-Fi', 'WiFi'],
    ["the employee's badge", 'employee badge'],
    // numerals
    ['三天', '3天'],
    ['十五个工作日', '15个工作日'],
    ['二十', '20'],
    ['一百二十', '120'],
    ['三百五', '350'],
    ['三百零五', '305'],
    ['三千五百元', '3500元'],
    ['一亿二千万', '1.2亿'],
    ['两周', '2周'],
    ['两百', '200'],
    ['三点五倍', '3.5倍'],
    ['二〇二五年', '2025年'],
    ['第三季度', '第3季度'],
    ['壹万贰仟叁佰元', '12300元'],
    ['3万5千', '35000'],
    ['3.5万元', '35,000元'],
    ['3千元', '3000元'],
    ['twenty-one days', '21 days'],
    ['three hundred and five', '305'],
    ['two thousand five hundred', '2,500'],
    ['2.5 million', '2,500,000'],
    ['50k', '50,000'],
    ['半天', '0.5天'],
    ['一个半小时', '1.5小时'],
    ['两年半', '2.5年'],
    ['三分之二', '2/3'],
    // decimals and thousands
    ['5.0%', '5%'],
    ['1,234,567.50', '1234567.5'],
    ['１，２３４元', '1234元'],
    // percent
    ['百分之五', '5%'],
    ['百分之三点五', '3.5%'],
    ['百分之百', '100%'],
    ['５％', '5 percent'],
    ['5 per cent', '5%'],
    // units and currencies
    ['15 days', '15天'],
    ['3 working days', '3个工作日'],
    ['2小时', '2 hours'],
    ['2个钟头', '2h'],
    ['30分钟', '30 mins'],
    ['¥100', '100元'],
    ['￥1,200.00', '1200块'],
    ['RMB 100', '100 yuan'],
    ['$50', '50美元'],
    ['USD 50', '50 dollars'],
    ['5公斤', '5 kg'],
    ['3公里', '3千米'],
    ['零下20度', '-20℃'],
    // dates
    ['2025年3月1日', '2025-03-01'],
    ['2025年3月1日', 'March 1, 2025'],
    ['2025/3/1', '1 March 2025'],
    ['2025.03.01', '20250301'],
    ['二〇二五年三月一日', '2025年3月1号'],
    ['March 1st, 2025', '1st of March 2025'],
    ['Mar. 1', '3月1日'],
    ['12/25/2025', '2025-12-25'],
    ['25/12/2025', '2025-12-25'],
    ['2025年3月', 'March 2025'],
    ['每月15日', '每月15号'],
    ['每月 28 日 17:00', '每月28日17点'],
    // times
    ['下午6点', '18:00'],
    ['6:30 pm', '18点半'],
    ['9 am', '上午9点'],
    ['09:00', '上午九点'],
    ['9:00-18:00', '9:00至18:00'],
    // ranges and comparisons
    ['3-5天', '3至5天'],
    ['3天到5天', '3~5天'],
    ['3 to 5 days', '三到五天'],
    ['不超过5天', '≤5天'],
    ['at most 5 days', '最多5天'],
    ['至少3人', '>=3人'],
    // telephone numbers
    ['400-820-8820', '400 820 8820'],
    ['400-820-8820', '4008208820'],
  ])('%s = %s', (one, other) => {
    expect(equal(one, other)).toBe(true);
    expect(contains(`按规定，${one}。`, other)).toBe(true);
    expect(contains(`按规定，${other}。`, one)).toBe(true);
  });
});

describe('an answer that is close and wrong', () => {
  it.each<Case>([
    // digit boundaries
    ['每年15天', '5天'],
    ['每年5天', '15天'],
    ['8.5', '85'],
    ['85', '8.5'],
    ['8.5', '5'],
    ['8.5', '8'],
    ['1,500元', '500元'],
    ['150%', '50%'],
    ['-5℃', '5℃'],
    ['零下5度', '5度'],
    ['2025年13个部门', '3个部门'],
    ['GW-2200', 'GW-22'],
    ['GW-2200', 'GW-220'],
    ['TH-01', 'TH-1'],
    ['v2.10', 'v2.1'],
    ['1.2.3.4', '2.3'],
    ['第1，5天', '15天'],
    // another value in other clothes
    ['三十天', '三天'],
    ['十三天', '三天'],
    ['三百天', '三天'],
    ['百分之十五', '百分之五'],
    ['百分之五', '5‰'],
    ['5.5万元', '5.5亿元'],
    ['3万元', '3元'],
    ['twenty-five days', '5 days'],
    ['3个月', '3月'],
    ['3月', '3个月'],
    ['15天', '15个工作日'],
    ['15个工作日', '15天'],
    ['5元', '5美元'],
    ['$5', '¥5'],
    ['2小时', '2天'],
    // dates and times
    ['2025年3月1日', '2024年3月1日'],
    ['2025年3月1日', '2025年3月11日'],
    ['2025年3月11日', '2025年3月1日'],
    ['2025-03-01', '2025-01-03'],
    ['2025-03-01', '2024'],
    ['2025-03-01', '3'],
    ['2025-03-01', '2025元'],
    ['1943', '7 January 1943'],
    ['3月1日', '2025年3月1日'],
    ['March 1', 'March 11'],
    ['6:30', '6:03'],
    ['上午6点', '18:00'],
    // ranges and comparisons
    ['3-5天', '5天'],
    ['3-5天', '3天'],
    ['13-5', '3-5'],
    ['不超过5天', '超过5天'],
    ['至少5人', '最多5人'],
    ['≥5', '≤5'],
    ['more than 5', 'less than 5'],
    // negation
    ['不可以报销', '可以报销'],
    ['不需要审批', '需要审批'],
    ['无需审批', '审批'],
    ['禁止外带', '外带'],
    ['可以报销', '不可以报销'],
    ['It is not allowed.', 'allowed'],
    ["It isn't allowed.", 'allowed'],
    ['You cannot carry it over.', 'carry it over'],
    ['without approval', 'approval'],
    ['不是5天', '5天'],
    // words
    ['I know', 'no'],
    ['cats', 'cat food'],
    ['Plan A', 'Plan B'],
    ['C++', 'C#'],
    ['concatenate', 'cat'],
    ['年假', '年报'],
    // nothing
    ['', '5天'],
    ['……', '5天'],
    ['5天', ''],
    ['5天', '。'],
  ])('%s does not hold %s', (answer, reference) => {
    expect(contains(answer, reference)).toBe(false);
    expect(contains(`答：${answer}`, reference)).toBe(false);
  });
});

describe('an answer that says more', () => {
  it.each<Case>([
    ['您好，VPN 账号的有效期为九十天。', '有效期为90天'],
    ['自2025年3月1日起执行', '3月1日'],
    ['自2025年3月1日起执行', '2025年'],
    ['自2025-03-01起执行', '2025年3月'],
    ['工作时间为 9:00-18:00', '18:00'],
    ['He died on 7 January 1943.', '1943'],
    ['自2025年3月1日起执行', '2025'],
    ['下午6点关门', '6点'],
    ['不是5天，是3天', '3天'],
    ['不，5天', '5天'],
    ['No, 5 days.', '5 days'],
    ['不仅可以报销，还可以预支', '可以报销'],
    ['不超过5天', '5天'],
    ['可以报销，但不可以预支', '可以报销'],
    ['先说不可以报销。更正：可以报销', '可以报销'],
    ['Annual leaves are 15 days', 'annual leave'],
    ['IP67防护', '67'],
    ['约莫5天', '5天'],
    ['除非部门主管批准', '部门主管批准'],
    ['周五前提交', '周五'],
    ['每月 28 日 17:00 以后', '28 日 17:00'],
    ['15号楼', '15号楼'],
    ['统一管理', '统一'],
    ['价格为 3.5 万元/年', '35000元'],
    ['The 2 policies apply', 'policy'],
    ['𠮷野家在一楼', '𠮷野家'],
  ])('%s holds %s', (answer, reference) => {
    expect(contains(answer, reference)).toBe(true);
  });
});

describe('hostile texts', () => {
  it.each([
    ['digits without end', '9'.repeat(50_000)],
    ['numerals without end', '一二三四五六七八九十百千万亿'.repeat(3000)],
    ['a range of ranges', '1-2-3-4-5'.repeat(5000)],
    ['half a date', '2025年2025年13月99日99/99/2025 99:99'],
    ['spaces', ' '.repeat(100_000)],
    ['dashes', '-'.repeat(100_000)],
    ['commas in a number', '1,'.repeat(30_000)],
    ['control characters and lone surrogates', '\u0000\ud800\udfff\u202e5天'],
  ])('%s is read to its end, and equals itself', (_name, text) => {
    const atoms = readAtoms(text);
    expect(equalAtoms(atoms, readAtoms(text))).toBe(true);
    expect(containsAtoms(atoms, readAtoms('GW-2200 完'))).toBe(false);
  });
});
