import { expect, test } from 'vitest';
import { cleanCode, cleanLine, cleanText, joinLines } from './clean-text.ts';

test('controls and invisible marks go, forms are composed, blanks become one', () => {
  expect(cleanText(' a\u0000b\u200bc \u3000\t d\u00ad\r\n\r\n\u0007e\u0301 ')).toBe('abc d\né');
  expect(cleanText('\ud800x\ufffe')).toBe('x');
});

test('radicals and ligatures that look like characters become them', () => {
  expect(cleanText('⽂件⻚⻓ ﬁle')).toBe('文件页长 file');
});

test('lines of Chinese join without a space, of English with one', () => {
  expect(joinLines(['员工每年享有', '十天年假。', 'See the', 'handbook'])).toBe(
    '员工每年享有十天年假。 See the handbook',
  );
  expect(cleanLine('第一\n行')).toBe('第一行');
});

test('code keeps its indentation', () => {
  expect(cleanCode('\n  if x:\n\treturn 1  \n\n\n\nend\n')).toBe('  if x:\n\treturn 1\n\nend');
});
