import type { AccessScope, FaqEntry, Gap } from '@mingda/contracts';
import type { GapRepository, GoldItemRepository, GoldSetRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { WriteFaq } from '../faq/write-faq.ts';

interface Dependencies {
  readonly gaps: GapRepository;
  readonly writeFaq: WriteFaq;
  readonly goldSets: Pick<GoldSetRepository, 'get'>;
  readonly goldItems: Pick<GoldItemRepository, 'propose'>;
}

/** Questions of a gap that become phrasings of its draft. */
const mostPhrasings = 20;
/** What a person replaces; an approved answer cannot be empty. */
const placeholder = { zh: '（请填写答案）', en: '(write the answer here)' } as const;

/** From a gap to what fills it. */
export class FixGap {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * A draft that is asked in the words of the gap's questions; the answer is still to be written.
   * @throws MingdaError `GAP_NOT_FOUND`, `FAQ_EXISTS`
   */
  async draftFaq(scope: AccessScope, gapId: string, by: string): Promise<FaqEntry> {
    const gap = await this.#gap(scope, gapId);
    const questions = await this.#dependencies.gaps.questions(scope, gapId);
    const others = questions.map((it) => it.question.slice(0, 1000)).filter((it) => it !== gap.title);
    const content = {
      question: gap.title.slice(0, 1000),
      phrasings: [...new Set(others)].slice(0, mostPhrasings),
      answer: placeholder[gap.lang === 'zh' ? 'zh' : 'en'],
      citations: [],
      owner: gap.owner,
      validUntil: null,
    };
    return this.#dependencies.writeFaq.create(scope, gap.collectionId, { content, by, gapId });
  }

  /**
   * A candidate that a person completes and accepts; proposing it again changes nothing.
   * @throws MingdaError `GAP_NOT_FOUND`, `GOLD_SET_NOT_FOUND`
   */
  async proposeGoldItem(scope: AccessScope, gapId: string, goldSet: string): Promise<{ itemId: string }> {
    const gap = await this.#gap(scope, gapId);
    const set = await this.#dependencies.goldSets.get(scope, goldSet);
    if (set === null) throw new MingdaError('GOLD_SET_NOT_FOUND', { subject: goldSet });
    const { id } = await this.#dependencies.goldItems.propose(scope, {
      goldSetId: set.id,
      question: gap.title,
      lang: gap.lang,
      tags: ['gap'],
      origin: 'gap',
      originRef: gapId,
    });
    return { itemId: id };
  }

  async #gap(scope: AccessScope, id: string): Promise<Gap> {
    const gap = await this.#dependencies.gaps.get(scope, id);
    if (gap === null) throw new MingdaError('GAP_NOT_FOUND', { subject: id });
    return gap;
  }
}
