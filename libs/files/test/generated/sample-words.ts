import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const documents = join(import.meta.dirname, '..', '..', '..', '..', 'eval', 'sample', 'documents');

/** Sentences of the sample's texts, without marks of Markdown. */
function sentencesOf(lang: 'zh' | 'en'): string[] {
  const text = globSync('**/*.{md,txt}', { cwd: documents })
    .toSorted()
    .map((it) => readFileSync(join(documents, it), 'utf8'))
    .join('\n')
    .replace(/[#*|`>_[\]]+/g, ' ');
  const pieces = text.split(/\n+/).flatMap((line) => line.match(/[^。！？.!?]+[。！？.!?]?/gu) ?? []);
  const isWanted =
    lang === 'zh'
      ? (it: string) => /^[\p{Script=Han}\d，、：；（）“”《》]{12,60}。$/u.test(it)
      : (it: string) => /^[A-Z][\w ,;:()%/'’-]{20,160}\.$/.test(it);
  return [...new Set(pieces.map((it) => it.trim().replace(/\s+/g, ' ')).filter(isWanted))];
}

const banks = { zh: sentencesOf('zh'), en: sentencesOf('en') };

const zhNames = '王芳 李雷 陈静 刘洋 赵敏 孙浩 周婷 吴磊 郑爽 冯军 何琳 许超 韩雪 唐宁 曹阳 彭飞'.split(' ');
const enNames = 'Alice Moore,Ben Carter,Chloe Diaz,Daniel Evans,Emma Fischer,Frank Green,Grace Hall,Henry Ito'.split(
  ',',
);
const zhPlaces = '上海 北京 杭州 成都 武汉 西安 南京 青岛 厦门 长沙 合肥 昆明'.split(' ');
const enPlaces = 'Munich,Boston,Leeds,Oslo,Porto,Dublin,Austin,Geneva,Lyon,Turin,Ghent,Malmo'.split(',');
const zhHeads = '项目 部门 城市 负责人 数量 金额 占比 日期 编号 备注 型号 库存'.split(' ');
const enHeads = 'Item,Department,City,Owner,Quantity,Amount,Share,Date,Code,Remark,Model,Stock'.split(',');
const zhTopics = '采购流程 差旅标准 设备维护 信息安全 培训安排 考勤制度 合同审批 质量检验 客户服务 仓储管理'.split(' ');
const enTopics =
  'Purchasing,Travel rules,Maintenance,Information security,Training plan,Working hours,Contract approval,Quality checks,Customer service,Storage'.split(
    ',',
  );

/** Words and sentences in one language, each drawn once before any is drawn again. */
export class SampleWords {
  readonly lang: 'zh' | 'en';
  readonly random: () => number;
  readonly #decks = new Map<readonly string[], string[]>();

  constructor(lang: 'zh' | 'en', random: () => number) {
    this.lang = lang;
    this.random = random;
  }

  integer(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  /** Half of them name a place and a year, so that hardly one occurs twice. */
  sentence(): string {
    const drawn = this.#draw(banks[this.lang]);
    if (this.random() < 0.5) return drawn;
    const [place, year, rule] = [this.place(), this.integer(2015, 2026), this.integer(1, 99)];
    return this.lang === 'zh'
      ? `${place}分公司自${year}年起按第${rule}条执行：${drawn}`
      : `The ${place} office has followed rule ${rule} since ${year}: ${drawn}`;
  }

  sentences(count: number): string {
    return Array.from({ length: count }, () => this.sentence()).join(this.lang === 'zh' ? '' : ' ');
  }

  name(): string {
    return this.#draw(this.lang === 'zh' ? zhNames : enNames);
  }

  place(): string {
    return this.#draw(this.lang === 'zh' ? zhPlaces : enPlaces);
  }

  topic(): string {
    return this.#draw(this.lang === 'zh' ? zhTopics : enTopics);
  }

  head(): string {
    return this.#draw(this.lang === 'zh' ? zhHeads : enHeads);
  }

  #draw(bank: readonly string[]): string {
    const left = this.#decks.get(bank) ?? [];
    const deck = left.length > 0 ? left : [...bank];
    const [drawn = ''] = deck.splice(Math.floor(this.random() * deck.length), 1);
    this.#decks.set(bank, deck);
    return drawn;
  }
}
