import { describe, expect, it } from 'vitest';
import { analyze } from './analyzer.ts';

const terms = (text: string): string[] => analyze(text).map((it) => it.term);

describe('terms of Chinese text', () => {
  it('gives words and every pair of neighbouring characters, each once per place', () => {
    const found = terms('人工智能制度');
    expect(found).toEqual(expect.arrayContaining(['人工智能', '制度', '人工', '工智', '智能', '能制']));
    expect(new Set(found).size).toBe(found.length);
  });

  it('meets traditional and simplified forms', () => {
    expect(terms('網絡設備')).toEqual(terms('网络设备'));
  });
});

describe('codes, versions, addresses and paths', () => {
  it('keeps a part number whole and findable in part, across scripts', () => {
    const found = terms('传感器-温度-TH01');
    expect(found).toEqual(expect.arrayContaining(['传感器', '温度', 'th01', 'th', '01']));
  });

  it.each([
    ['ERR_0x8007', ['err_0x8007', 'err', '0x8007']],
    ['v2.3.1', ['v2.3.1', 'v2', '3', '1']],
    ['help.desk@example.com', ['help.desk@example.com', 'help', 'desk', 'com']],
    ['etc/mingda/app.conf', ['etc/mingda/app.conf', 'etc', 'app', 'conf']],
  ])('%s', (text, expected) => {
    expect(terms(text)).toEqual(expect.arrayContaining(expected));
  });

  it('reads full-width letters and digits as plain ones', () => {
    expect(terms('ＧＷ－２２００')).toEqual(terms('GW-2200'));
  });
});

describe('English text', () => {
  it('stems words and drops possessives', () => {
    expect(terms("The employee's holidays")).toEqual(['the', 'employe', 'holidai']);
  });
});

describe('any input is safe', () => {
  it.each(['-'.repeat(33), '\'"\\;--', '😀🎉', '', ' \n\t', '\u0000\uFFFF'])('%j', (text) => {
    expect(terms(text)).toEqual([]);
  });

  it('ten thousand characters', () => {
    expect(terms('年假a1-'.repeat(2000)).length).toBeGreaterThan(2000);
  });
});

describe('ranges', () => {
  it('point into the original text, also where NFKC changes its length', () => {
    const text = '㎏是单位，ＶＰＮ账号';
    for (const { term, start, end } of analyze(text)) {
      expect(text.slice(start, end).normalize('NFKC').toLowerCase()).toContain(term.slice(0, 1));
    }
    const vpn = analyze(text).find((it) => it.term === 'vpn');
    expect(vpn && text.slice(vpn.start, vpn.end)).toBe('ＶＰＮ');
  });
});
