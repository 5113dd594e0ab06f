import { describe, expect, it } from 'vitest';
import { answerKey, normalizeText, normalizeWithOrigin, tokensForF1 } from './normalize-text.ts';
import { detectLanguage } from './detect-language.ts';
import { termHash, termSpace } from './term-hash.ts';

describe('answerKey', () => {
  it('compares full-width, spaced and punctuated forms as equal', () => {
    expect(answerKey('１５ 个工作日。')).toBe(answerKey('15个工作日'));
    expect(answerKey('GW-2200')).toBe('gw2200');
  });
});

describe('normalizeWithOrigin', () => {
  it('leads every character back to where it came from', () => {
    const { text, origin } = normalizeWithOrigin('a㎏B');
    expect(text).toBe('akgb');
    expect([0, 1, 2, 3, 4].map(origin)).toEqual([0, 1, 1, 2, 3]);
  });

  it('simplifies traditional characters', () => {
    expect(normalizeText('資訊軟體')).toBe('资讯软体');
  });
});

describe('tokensForF1', () => {
  it('takes Chinese by character and other scripts by word', () => {
    expect(tokensForF1('VPN 账号 2次')).toEqual(['vpn', '账', '号', '2', '次']);
  });
});

describe('detectLanguage', () => {
  it.each([
    ['如何重置 VPN password?', 'zh'],
    ['How do I reset 密码 for the VPN of my department?', 'en'],
    ['GW-2200', 'en'],
    ['', 'en'],
  ])('%s is %s', (text, language) => {
    expect(detectLanguage(text)).toBe(language);
  });
});

describe('termHash', () => {
  it('stays within the sparse dimensions and differs between collections', () => {
    for (const term of ['年假', 'a', 'gw-2200', '']) {
      const hash = termHash('c1', term);
      expect(Number.isInteger(hash) && hash >= 1 && hash <= termSpace).toBe(true);
    }
    expect(termHash('c1', '年假')).not.toBe(termHash('c2', '年假'));
    expect(termHash('c1', '年假')).toBe(termHash('c1', '年假'));
  });

  it('spreads: 50,000 different terms meet at most a handful of times', () => {
    const hashes = new Set(Array.from({ length: 50_000 }, (_, i) => termHash('c', `term-${i}`)));
    expect(hashes.size).toBeGreaterThan(49_980);
  });
});
