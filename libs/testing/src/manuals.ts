import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const products = ['GW-1100', 'GW-2200', 'TH-01', 'PR-05', 'AX-30', 'BX-40', 'CX-50', 'DX-60'] as const;

const weights = [310, 420, 85, 120, 275, 560, 640, 730];
const prices = [1180, 2380, 260, 410, 890, 1650, 1990, 2140];
const years = [2, 3, 1, 5, 4, 6, 7, 8];

/** One short manual for each product. */
export const manuals = products.map((name, index) => ({
  name: `${name.toLowerCase()}.md`,
  content: [
    `# ${name} 使用手册`,
    `## 规格\n${name} 的重量是 ${weights[index]} 克。外壳为铝合金，可以安装在导轨上。`,
    `## 价格\n${name} 的价格是 ${prices[index]} 元，含税，不含运费。`,
    `## 保修\n${name} 的保修期是 ${years[index]} 年。保修从交货之日算起，人为损坏不在保修范围内。`,
    `## 安装\n安装前请先断开电源。请在通风良好的地方安装，远离热源。安装后请检查指示灯。`,
  ].join('\n\n'),
}));

const asked = [
  { id: 'weight', question: (name: string) => `${name} 有多重？`, answer: (index: number) => `${weights[index]} 克` },
  { id: 'price', question: (name: string) => `${name} 多少钱？`, answer: (index: number) => `${prices[index]} 元` },
  { id: 'warranty', question: (name: string) => `${name} 保修几年？`, answer: (index: number) => `${years[index]} 年` },
];

/** A folder with one gold set, `manuals`, of 24 questions about them and four that they do not answer. */
export async function goldSetOfManuals(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'mingda-gate-'));
  const folder = join(root, 'manuals');
  await mkdir(join(folder, 'documents'), { recursive: true });
  for (const { name, content } of manuals) await writeFile(join(folder, 'documents', name), content);
  const answerable = products.flatMap((name, index) =>
    asked.map(({ id, question, answer }) => ({
      id: `${name}-${id}`,
      question: question(name),
      answers: [answer(index)],
      relevant: [manuals[index]?.name],
      tags: [id],
    })),
  );
  const unanswerable = ['食堂几点开门？', '火星上有水吗？', '谁写了红楼梦？', '年假有几天？'].map(
    (question, index) => ({
      id: `none-${index}`,
      question,
      answerable: false,
    }),
  );
  const lines = [...answerable, ...unanswerable].map((line) => JSON.stringify(line));
  await writeFile(join(folder, 'questions.jsonl'), `${lines.join('\n')}\n`);
  return root;
}
