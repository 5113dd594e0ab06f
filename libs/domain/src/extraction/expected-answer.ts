/** What kind of thing a question asks for, where its wording says so. */
export type ExpectedAnswer = 'number' | 'time' | 'person' | 'place' | 'reason' | 'yes-no' | 'way';

const questionPatterns: readonly (readonly [ExpectedAnswer, RegExp])[] = [
  [
    'time',
    /什么时候|什么時候|何时|何時|哪一?年|哪一?天|哪一?日|几点|幾點|几月|多久|多长时间|多少(?:天|小时|分钟|个月|年|日)|哪个(?:月|世纪|年代)|\bwhen\b|\bhow (?:long|soon|often)\b|\bwhat (?:year|date|time|day|month|century)\b|\bwhich (?:year|day|month)\b|\bdeadline\b/iu,
  ],
  [
    'number',
    /多少|几(?!乎|何)|幾|多大|多高|多长|多远|多重|百分之|占比|比例|比率|\bhow (?:many|much|far|old|tall|large|big|high|deep|heavy|fast)\b|\bwhat (?:percent|percentage|number|amount|proportion|share)\b|\bnumber of\b/iu,
  ],
  ['person', /谁|誰|哪位|何人|哪个人|什么人|\bwho(?:se|m)?\b|\bwhich (?:person|people|team|department)\b/iu],
  [
    'place',
    /哪里|哪裡|哪儿|何处|何處|什么地方|哪个(?:国家|城市|地方|地区|省)|哪国|\bwhere\b|\bwhich (?:city|country|state|office|site)\b/iu,
  ],
  ['reason', /为什么|為什麼|为何|為何|原因|\bwhy\b|\breason\b/iu],
  ['way', /怎么|怎麼|怎样|如何|\bhow (?:do|does|can|should|to|did|is|are|was|were)\b/iu],
  [
    'yes-no',
    /吗|嗎|是否|能不能|可不可以|要不要|^(?:is|are|do|does|did|can|could|may|should|will|must|am|has|have)\b/iu,
  ],
];

const digits = /\d|[零〇一二三四五六七八九十百千万亿两]/u;
const evidence: Readonly<Record<ExpectedAnswer, RegExp>> = {
  number:
    /\d|[一二三四五六七八九十百千万亿两半]+\s*(?:个|名|人|次|天|元|年|台|件|位|种|倍|成|分|条|项|座|米|公里|岁|份|部|部分|所|家|层|级|只|支|队|场|届)|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|billion|half|third|quarter|dozen|percent|twice|once)\b/iu,
  time: /\d{1,4}\s*(?:年|月|日|号|点|时|小时|分钟|秒|天|周|個|个月|世纪|h\b|min)|[一二三四五六七八九十两半]+(?:年|月|日|天|周|个月|小时|工作日|世纪)|年代|期间|时期|\b\d{3,4}s?\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|century|years?|months?|weeks?|days?|hours?|minutes?|seconds?|morning|noon|evening|midnight|daily|weekly|monthly|quarterly|annually|yearly)\b|\d{1,2}:\d{2}/iu,
  person:
    /[·•]|先生|女士|教授|博士|总统|主席|部长|经理|主管|总监|负责人|部门|组|团队|专员|管理员|主任|\b[A-Z][a-z]+ [A-Z][a-z]+|\b(?:manager|director|team|department|officer|lead|head|supervisor|president|king|queen|desk)\b/u,
  place: /[省市县区镇村路街国州岛山河楼层室厅馆站]|位于|地处|坐落|\b(?:in|at|on|near|located)\b/iu,
  reason:
    /因为|由于|因此|所以|为了|导致|原因|以免|避免|缘于|出于|\b(?:because|since|due to|so that|in order|therefore|as a result|owing|reason|to avoid|to prevent)\b/iu,
  way: /通过|使用|点击|进入|填写|提交|联系|按|先|然后|请|步骤|登录|打开|选择|申请|\b(?:by|use|using|click|open|select|submit|contact|go to|enter|press|through|via|first|then|must|should)\b/iu,
  'yes-no':
    /不|可以|能够|必须|允许|禁止|需要|无需|仅|只有|支持|\b(?:not|no|yes|can|may|must|cannot|only|allowed|required|prohibited|supported|never|always)\b/iu,
};

export function expectedAnswer(question: string): ExpectedAnswer | null {
  return questionPatterns.find(([, pattern]) => pattern.test(question))?.[0] ?? null;
}

/** Whether a sentence holds the kind of thing that is asked for. A number must not only stand in the question's words. */
export function holdsExpected(expected: ExpectedAnswer, sentence: string): boolean {
  if (expected === 'number' && !digits.test(sentence) && !evidence.number.test(sentence)) return false;
  return evidence[expected].test(sentence);
}
