import { describe, expect, it } from 'vitest';
import { lightBlocks, lightPieces } from './light-blocks.ts';

describe('light Markdown', () => {
  it('reads paragraphs and both kinds of lists', () => {
    expect(lightBlocks('请按步骤办理：\n1. 登录\n2、提交\n\n- 甲\n- 乙\n完成。\n第二行')).toEqual([
      { kind: 'paragraph', text: '请按步骤办理：' },
      { kind: 'ordered', items: ['登录', '提交'] },
      { kind: 'bullets', items: ['甲', '乙'] },
      { kind: 'paragraph', text: '完成。\n第二行' },
    ]);
  });

  it('reads bold, code and links', () => {
    expect(lightPieces('按 **周三** 前在 `OA` 提交，见[制度](https://example.com/a)。')).toEqual([
      { kind: 'text', text: '按 ' },
      { kind: 'bold', text: '周三' },
      { kind: 'text', text: ' 前在 ' },
      { kind: 'code', text: 'OA' },
      { kind: 'text', text: ' 提交，见' },
      { kind: 'link', text: '制度', href: 'https://example.com/a' },
      { kind: 'text', text: '。' },
    ]);
  });

  it('leaves scripts, HTML and unfinished marks as text', () => {
    for (const text of ['[x](javascript:alert(1))', '<img src=x onerror=alert(1)>', '**open', '`', '[]()', '3.14 元'])
      expect(lightPieces(text)).toEqual([{ kind: 'text', text }]);
  });
});
