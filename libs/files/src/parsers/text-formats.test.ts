import { expect, test } from 'vitest';
import { encode } from '../../test/fixtures/encode.ts';
import { outline, parse } from '../../test/fixtures/parse.ts';

test('txt: paragraphs, list items, chapters; wrapped lines are joined, meant ones are not', async () => {
  const wrapped = [
    'Employees who have completed six months of service are entitled to',
    'ten days of paid leave per year, which they request in the portal at',
    'least two weeks ahead of the first day that they would like to take',
    'off.',
  ].join('\n');
  const document = await parse(
    'a.txt',
    `第一章 总则\n\n问：年假几天？\n答：十天。\n\n1. 提交申请\n2. 等待审批\n\n${wrapped}\n`,
  );
  expect(outline(document)).toEqual([
    'h1 第一章 总则',
    'p 问：年假几天？\n答：十天。',
    'li 1. 提交申请',
    'li 2. 等待审批',
    `p ${wrapped.replaceAll('\n', ' ')}`,
  ]);
});

test('txt: a short memo in GBK is read as GBK', async () => {
  const document = await parse('memo.txt', encode('差旅报销标准：每天300元。', 'gb18030'));
  expect(outline(document)).toEqual(['p 差旅报销标准：每天300元。']);
});

test('md: front matter title, headings, nested lists, tables, code, inline marks', async () => {
  const source = `---\ntitle: "员工手册"\n---\n# 假期\n\n**年假** 为 \`10\` 天，见 [制度](http://x)。\n\n1. 申请\n   - 填表\n2. 审批\n\n| 级别 | 天数 |\n|---|---|\n| 一级 | 10 |\n\n\`\`\`sh\nnpm  start\n\`\`\`\n\n<table><tr><th>甲</th><th>乙</th></tr><tr><td>1</td><td>2</td></tr></table>\n`;
  const document = await parse('a.md', source);
  expect(document.title).toBe('员工手册');
  expect(outline(document)).toEqual([
    'h1 假期',
    'p 年假 为 10 天，见 制度。',
    'li 1. 申请',
    'li 填表',
    'li 2. 审批',
    'tr 级别: 一级 | 天数: 10',
    'code npm  start',
    'tr 甲: 1 | 乙: 2',
  ]);
});

test('html: the page without the site, hidden parts or scripts', async () => {
  const source = `<!doctype html><html><head><title>VPN 指南</title><style>p{}</style></head><body>
    <nav><a href=/>首页</a></nav><div class="sidebar"><a href=/a>链接一</a> <a href=/b>链接二</a></div>
    <main><h1>VPN</h1><p>先安装客户端，<b>再</b>登录。<br>然后重启。</p><p hidden>秘密</p><p style="display: none">不可见</p>
    <ol><li>打开<ul><li>双击图标</li></ul></li><li>登录</li></ol><pre>ping  x</pre>
    <table><caption>端口</caption><thead><tr><th>服务</th><th>端口</th></tr></thead><tr><td>VPN</td><td>443</td></tr></table></main>
    <script>alert(1)</script></body></html>`;
  const document = await parse('a.html', source);
  expect(document.title).toBe('VPN 指南');
  expect(outline(document)).toEqual([
    'h1 VPN',
    'p 先安装客户端，再登录。\n然后重启。',
    'li 1. 打开',
    'li 双击图标',
    'li 2. 登录',
    'code ping  x',
    'p 端口',
    'tr 服务: VPN | 端口: 443',
  ]);
});

test('html: a declared encoding is used where the bytes are not UTF-8', async () => {
  const source = Buffer.concat([
    Buffer.from('<html><meta charset=gbk><p>'),
    encode('请假', 'gb18030'),
    Buffer.from('</p>'),
  ]);
  expect(outline(await parse('a.html', source))).toEqual(['p 请假']);
});

test.each([
  ['a.csv', '姓名,年龄\n"王,芳",30\n李雷,25\n'],
  ['a.csv', '姓名;年龄\n王,芳;30\n李雷;25\n'],
  ['a.tsv', '姓名\t年龄\n王,芳\t30\n李雷\t25\n'],
])('csv: %s with its own delimiter', async (name, source) => {
  const document = await parse(name, source);
  expect(outline(document)).toEqual(['p 姓名,年龄', 'tr 姓名: 王,芳 | 年龄: 30', 'tr 姓名: 李雷 | 年龄: 25']);
  expect(document.blocks[1]).toMatchObject({ table: 0, header: ['姓名', '年龄'], cells: ['王,芳', '30'] });
});

test('json: records are rows, questions are headings, nested values keep their path', async () => {
  expect(outline(await parse('a.json', '[{"型号":"A1","功率":5},{"型号":"B2","功率":7}]'))).toEqual([
    'tr 型号: A1 | 功率: 5',
    'tr 型号: B2 | 功率: 7',
  ]);
  expect(outline(await parse('a.json', '[{"question":"几天年假？","answer":"十天。","tag":"HR"}]'))).toEqual([
    'h2 几天年假？',
    'p 十天。',
    'p tag: HR',
  ]);
  expect(outline(await parse('a.json', '{"company":{"name":"云杉","address":{"city":"上海"}}}'))).toEqual([
    'p company.name: 云杉',
    'p company.address.city: 上海',
  ]);
  expect(outline(await parse('a.jsonl', '{"q":"a?","a":"b"}\n{"q":"c?","a":"d"}'))).toEqual([
    'h2 a?',
    'p b',
    'h2 c?',
    'p d',
  ]);
});

test('json: damage is reported, depth is survived', async () => {
  await expect(parse('a.json', '{"a": ')).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
  await expect(parse('a.json', '['.repeat(50_000) + ']'.repeat(50_000))).rejects.toMatchObject({ code: /FILE_/ });
});

test('eml: subject, people, body, attachments within their limits', async () => {
  const csv = Buffer.from('城市,人数\n上海,3\n杭州,4\n').toString('base64');
  const source = [
    'From: =?utf-8?B?546L6Iqz?= <wang@example.com>',
    'To: all@example.com',
    'Subject: =?utf-8?B?5YWz5LqO5bm05YGH?=',
    'Date: Tue, 05 Mar 2024 09:30:00 +0800',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    '年假共十天。',
    '--b',
    'Content-Type: text/csv; name=a.csv',
    'Content-Disposition: attachment; filename=a.csv',
    'Content-Transfer-Encoding: base64',
    '',
    csv,
    '--b',
    'Content-Type: application/pdf; name=broken.pdf',
    'Content-Disposition: attachment; filename=broken.pdf',
    '',
    '%PDF-1.4 nothing',
    '--b--',
  ].join('\r\n');
  const document = await parse('a.eml', source);
  expect(document.title).toBe('关于年假');
  expect(outline(document)).toEqual([
    'h1 关于年假',
    'p From: "王芳" <wang@example.com>\nTo: all@example.com\nDate: 2024-03-05 01:30 UTC',
    'p 年假共十天。',
    'p Attachments: a.csv, broken.pdf',
    'h2 a.csv',
    'p 城市,人数',
    'tr 城市: 上海 | 人数: 3',
    'tr 城市: 杭州 | 人数: 4',
  ]);
  expect(document.warnings).toEqual([{ code: 'FILE_CORRUPT', subject: 'broken.pdf' }]);
});
