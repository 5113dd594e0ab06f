import { normalizeText } from '@mingda/language';

const codeOrNumber = /[a-z0-9]*\d[a-z0-9]*(?:[-_./:][a-z0-9]+)*%?/giu;
/** Chinese numerals that count or order something; alone they are parts of words (一般, 万一). */
const chineseNumber =
  /第([一二两三四五六七八九十]+)|([一二两三四五六七八九十]+)(?=[年月日号天周次个人元岁级条款章倍小分点种届名位版楼层期])/gu;
const units = '零一二三四五六七八九';

const negation =
  /不(?!仅|但|断|同|少|错|过|知|得不)|没有?(?!收)|无(?=法|需|权|效|须)|禁止|未(?!来)|非(?!常)|\b(?:not|no|never|cannot|without|unable)\b|n['’]t\b/giu;
/** 能不能 and its like ask, they do not deny. */
const asksBothWays = /(.)不\1|有没有|是否/gu;

/** Words that turn a question into its opposite or its neighbour; each line is one choice. */
const choices: readonly (readonly RegExp[])[] = [
  [/入职/u, /离职|辞职/u],
  [/国内|境内|\bdomestic\b/iu, /国外|海外|境外|国际|\b(?:international|abroad|overseas)\b/iu],
  [
    /开启|打开|启用|\b(?:enable|turn on|switch on|open)\b/iu,
    /关闭|停用|禁用|\b(?:disable|turn off|switch off|close)\b/iu,
  ],
  [/增加|提高|上升|\b(?:increase|raise)\b/iu, /减少|降低|下降|\b(?:decrease|reduce|lower)\b/iu],
  [/添加|新增|\badd\b/iu, /删除|移除|\b(?:delete|remove)\b/iu],
  [/登录|登陆|\b(?:log|sign) ?in\b/iu, /退出|登出|\b(?:log|sign) ?out\b/iu],
  [
    /最大|最高|最多|最长|\b(?:maximum|most|highest|largest|longest)\b/iu,
    /最小|最低|最少|最短|\b(?:minimum|least|lowest|smallest|shortest)\b/iu,
  ],
  [/之前|以前|\bbefore\b/iu, /之后|以后|\bafter\b/iu],
  [/开始|\b(?:start|begin)\b/iu, /结束|\b(?:end|finish)\b/iu],
  [/上传|\bupload\b/iu, /下载|\bdownload\b/iu],
  [/导入|\bimport\b/iu, /导出|\bexport\b/iu],
  [/买|购买|采购|\bbuy\b/iu, /卖|出售|销售|\bsell\b/iu],
  [
    /年假|年休假|\bannual leave\b/iu,
    /病假|\bsick leave\b/iu,
    /产假|\bmaternity leave\b/iu,
    /婚假|\bmarriage leave\b/iu,
    /事假|\bpersonal leave\b/iu,
  ],
  [/申请|\bapply\b/iu, /取消|撤销|\bcancel\b/iu],
];

/**
 * Whether two questions name the same numbers and codes, are negated alike and take the same side of every choice. Vectors
 * and shared words hardly see these differences, and each of them changes the answer.
 */
export function questionsAgree(asked: string, stored: string): boolean {
  const left = normalizeText(asked);
  const right = normalizeText(stored);
  if (signature(left) !== signature(right)) return false;
  if (denials(left) !== denials(right)) return false;
  return choices.every((sides) => {
    const taken = (text: string) => sides.map((side) => side.test(text));
    const [ours, theirs] = [taken(left), taken(right)];
    // One side here and another there is a difference; a side that only one of them names at all is not.
    return !ours.some((it, side) => it && !theirs[side] && theirs.some((other) => other));
  });
}

const denials = (text: string): number => text.replaceAll(asksBothWays, '').match(negation)?.length ?? 0;

/** Numbers and codes of a normalised text, sorted; `3天` and `三天` are the same. */
function signature(text: string): string {
  const written = text.replace(chineseNumber, (_, ordinal?: string, counted?: string) =>
    String(chineseValue(ordinal ?? counted ?? '')),
  );
  return [...new Set(written.match(codeOrNumber) ?? [])].toSorted().join(' ');
}

/** Up to 99, which covers what questions count by word. */
function chineseValue(numeral: string): number | string {
  const plain = numeral.replaceAll('两', '二');
  const ten = plain.indexOf('十');
  if (ten < 0) return [...plain].map((it) => units.indexOf(it)).join('');
  if (plain.indexOf('十', ten + 1) >= 0) return plain;
  const tens = ten === 0 ? 1 : units.indexOf(plain.slice(0, ten));
  return tens * 10 + (ten === plain.length - 1 ? 0 : units.indexOf(plain.slice(ten + 1)));
}
