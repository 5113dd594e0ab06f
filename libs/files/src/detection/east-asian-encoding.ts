/**
 * Guesses among double-byte encodings by the characters they would yield. Statistical detectors need a page of text;
 * a two-line memo in GBK must come out right as well, so that single characters are weighed: very frequent ones count
 * most, level-1 characters of the encoding's own standard count, rare ones hardly, private-use ones against it.
 */
const candidates = ['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr'] as const;
type Candidate = (typeof candidates)[number];

/** The most frequent characters of modern Chinese, simplified then traditional forms where these differ. */
const frequent = new Set(
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔付款费用户申请填写审批部门员工考勤休假请假流程标准制度公司财务报销' +
    '這們來為國說時會對著過發後裡樣無與機長間開動現當實軍車學經門問電業產東關點見話應題體員義條氣處變總數場務計設類達強權難邊張規術領傳師觀讓識帶導爭運筆費戶請寫審報銷標準財務價單據號碼萬兩幾書區隊統據記確認臺灣',
);

interface Levels {
  readonly first: ReadonlySet<string>;
  readonly second: ReadonlySet<string>;
}

type LeadRange = readonly [from: number, to: number];

/** Lead bytes of the common and of the rarer characters: GB 2312 rows 16-55 and 56-87, Big5, JIS X 0208 rows 16-47. */
const leads: Readonly<Record<Candidate, readonly [LeadRange, LeadRange]>> = {
  gb18030: [
    [0xb0, 0xd7],
    [0xd8, 0xf7],
  ],
  big5: [
    [0xa4, 0xc6],
    [0xfa, 0xf9],
  ],
  shift_jis: [
    [0x88, 0x98],
    [0xff, 0xfe],
  ],
  'euc-jp': [
    [0xb0, 0xcf],
    [0xff, 0xfe],
  ],
  'euc-kr': [
    [0xb0, 0xc8],
    [0xff, 0xfe],
  ],
};

const levels = new Map<Candidate, Levels>();

function levelOf(encoding: Candidate): Levels {
  const known = levels.get(encoding);
  if (known !== undefined) return known;
  const [first, second] = leads[encoding];
  const made = { first: charactersOf(encoding, first), second: charactersOf(encoding, second) };
  levels.set(encoding, made);
  return made;
}

function charactersOf(encoding: Candidate, [from, to]: LeadRange): ReadonlySet<string> {
  // In GBK the trail bytes below A1 belong to characters that GB 2312 lacks, in EUC there are none.
  const isFullRange = encoding === 'big5' || encoding === 'shift_jis';
  const bytes: number[] = [];
  for (let lead = from; lead <= to; lead += 1) {
    for (let trail = isFullRange ? 0x40 : 0xa1; trail <= (encoding === 'shift_jis' ? 0xfc : 0xfe); trail += 1) {
      const isUnused = trail === 0x7f || (encoding === 'big5' && trail > 0x7e && trail < 0xa1);
      if (!isUnused) bytes.push(lead, trail);
    }
  }
  return new Set(new TextDecoder(encoding).decode(Uint8Array.from(bytes)).replaceAll(/[^\p{Lo}]/gu, ''));
}

function weight(character: string, encoding: Candidate): number {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x3040 && code <= 0x30ff) return encoding === 'shift_jis' || encoding === 'euc-jp' ? 1.5 : 0;
  if (code >= 0xac00 && code <= 0xd7a3) return encoding === 'euc-kr' ? 1.5 : -1;
  if (code >= 0x4e00 && code <= 0x9fff) {
    if (encoding === 'euc-kr') return 0;
    if (frequent.has(character)) return 2;
    return levelOf(encoding).first.has(character) ? 1 : levelOf(encoding).second.has(character) ? 0.65 : 0.1;
  }
  if (code >= 0x3000 && code <= 0x303f) return 1;
  if (code >= 0xff01 && code <= 0xff5e) return 1;
  if ('·—…‘’“”×÷±℃№'.includes(character)) return 0.8;
  if (code >= 0xff61 && code <= 0xff9f) return -0.3;
  if (code >= 0xe000 && code <= 0xf8ff) return -2;
  if (code === 0xfffd) return -3;
  return 0;
}

/** @returns the encoding, or undefined when no candidate yields mostly plausible characters */
export function guessEastAsian(sample: Buffer): Candidate | undefined {
  let best: Candidate | undefined;
  let bestScore = 0.55;
  for (const encoding of candidates) {
    const score = meanWeight(sample, encoding);
    // In order of how often they occur with the product's users: a later one must be clearly better.
    if (score > bestScore + (best === undefined ? 0 : 0.1)) {
      best = encoding;
      bestScore = score;
    }
  }
  return best;
}

function meanWeight(sample: Buffer, encoding: Candidate): number {
  const text = new TextDecoder(encoding).decode(sample);
  let sum = 0;
  let characters = 0;
  for (const character of text) {
    if ((character.codePointAt(0) ?? 0) < 0x80) continue;
    sum += weight(character, encoding);
    characters += 1;
  }
  // Common Chinese words happen to be Korean syllables byte by byte: a few characters prove nothing.
  if (encoding === 'euc-kr' && characters < 10) return (sum / Math.max(1, characters)) * 0.6;
  return characters === 0 ? 0 : sum / characters;
}
