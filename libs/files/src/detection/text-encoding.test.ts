import { describe, expect, test } from 'vitest';
import { encode } from '../../test/fixtures/encode.ts';
import { looksLikeText, readText } from './text-encoding.ts';

describe('unmarked bytes come out as what they say', () => {
  test.each([
    ['gb18030', '报销标准'],
    ['gb18030', '公司'],
    ['gb18030', '年假怎么申请？'],
    ['gb18030', 'VPN 连接失败时请重启客户端，再联系信息技术部。'],
    ['gb18030', '型号：MD-200，功率：1500瓦'],
    ['gb18030', '蕊蕾荟萃'],
    ['big5', '員工可於到職滿六個月後申請特別休假'],
    ['big5', '請假流程與報銷標準'],
    ['shift_jis', '名前,年齢,住所\n佐藤太郎,30,東京'],
    ['shift_jis', 'このメールはテスト用です'],
    ['euc-kr', '휴가 신청은 인사팀에 문의하십시오'],
  ] as const)('%s: %s', (encoding, text) => {
    expect(readText(encode(text, encoding))).toBe(text);
  });

  test('UTF-16 with and without a mark, both byte orders', () => {
    const text = '第1条 plain text\n第二行';
    const little = Buffer.from(text, 'utf16le');
    const big = Buffer.from(little).swap16();
    expect(readText(little)).toBe(text);
    expect(readText(big)).toBe(text);
    expect(readText(Buffer.concat([Buffer.from([0xff, 0xfe]), little]))).toBe(text);
    expect(readText(Buffer.concat([Buffer.from([0xfe, 0xff]), big]))).toBe(text);
  });

  test('UTF-8 with a mark loses the mark only', () => {
    expect(readText(Buffer.from('\ufeff标题'))).toBe('标题');
  });

  test('Windows-1252', () => {
    expect(readText(Buffer.from('Die sch\xf6ne Frau hat einen Kaffee \x96 sehr gro\xdf', 'latin1'))).toBe(
      'Die schöne Frau hat einen Kaffee – sehr groß',
    );
  });
});

test('noise and machine code are no text', () => {
  const noise = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919 + (at >> 3) * 104_729) & 0xff));
  expect(looksLikeText(noise)).toBe(false);
  expect(looksLikeText(Buffer.from('一段文字'))).toBe(true);
});
