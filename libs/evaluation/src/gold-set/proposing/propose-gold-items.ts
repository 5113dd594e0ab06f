import type {
  AnswerRepository,
  GoldItemRepository,
  GoldProposalItem,
  GoldProposalRepository,
  GoldProposalWork,
  GoldSourceRepository,
  SourceDocument,
} from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import type { ChatWriter, Embedder } from '@mingda/models';
import { describe } from '../../run/ask-questions.ts';
import { documentCandidate } from './document-candidate.ts';
import { logCandidate, standsAlone, worthAsking } from './log-candidates.ts';
import { clusterQuestions, representedBy } from './question-clusters.ts';
import { questionsOfDocument, type MadeQuestion } from './question-templates.ts';
import { writeQuestions } from './written-questions.ts';

interface Dependencies {
  readonly proposals: Pick<GoldProposalRepository, 'load' | 'advance' | 'finish' | 'fail'>;
  readonly items: Pick<GoldItemRepository, 'proposeMany'>;
  readonly sources: GoldSourceRepository;
  readonly answers: Pick<AnswerRepository, 'get'>;
  readonly embedder: Embedder;
  /** Absent when no language model is configured. */
  readonly writer: ChatWriter | undefined;
}

/** Newest entries of the log that are looked at, and different questions among them. */
const logBounds = { limit: 50_000, entries: 50_000 } as const;
/** Questions of the set, the newest, that a new candidate is compared with. */
const knownQuestions = 20_000;
const documentsAtOnce = 20;
/** Passages of one document that a language model reads. */
const passagesWritten = 4;
/** Steps in which progress is stored. */
const progressSteps = 50;

/**
 * The `propose-gold-items` job: looks for candidates and puts them before a person. Running it again proposes nothing
 * twice, so that a job taken up after a crash goes on where it was.
 */
export class ProposeGoldItems {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * A failure is stored with the search, except one that trying again can mend: that is for the queue.
   * @throws MingdaError with a retryable code
   */
  async execute(proposalId: string, signal?: AbortSignal): Promise<void> {
    const { proposals } = this.#dependencies;
    const work = await proposals.load(proposalId);
    if (work === null) return;
    try {
      if (work.collectionId === null) throw new MingdaError('GOLD_SET_UNLINKED');
      if (work.options.source === 'log') await this.#fromLog(work, work.collectionId, signal);
      else await this.#fromDocuments(work, work.collectionId, signal);
      await proposals.finish(proposalId);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof MingdaError && error.entry.retryable) throw error;
      await proposals.fail(proposalId, describe(error));
    }
  }

  async #fromLog(work: GoldProposalWork, collectionId: string, signal: AbortSignal | undefined): Promise<void> {
    const { sources, embedder, answers } = this.#dependencies;
    const { id, scope, goldSetId, options } = work;
    const questions = (await sources.realQuestions(scope, collectionId, logBounds)).filter(standsAlone);
    const clusters = await clusterQuestions(embedder, questions, { signal, onProgress: this.#progressOf(id) });
    const known = await sources.questionsOfSet(scope, goldSetId, knownQuestions);
    const isKnown = await representedBy(embedder, known, signal);
    const items: GoldProposalItem[] = [];
    for (const cluster of worthAsking(clusters)) {
      if (items.length === options.limit) break;
      if (!isKnown(cluster)) items.push(await logCandidate(scope, cluster, answers));
    }
    await this.#propose(work, items, 1);
  }

  async #fromDocuments(work: GoldProposalWork, collectionId: string, signal: AbortSignal | undefined): Promise<void> {
    const { sources } = this.#dependencies;
    const { scope, options, goldSetId } = work;
    const known = new Set(await sources.questionsOfSet(scope, goldSetId, knownQuestions));
    const total = await sources.countDocuments(scope, collectionId);
    const perDocument = Math.max(1, Math.ceil(options.limit / Math.max(total, 1)));
    let proposed = 0;
    let read = 0;
    let after: string | null = null;
    do {
      const page: SourceDocument[] = await sources.documents(scope, collectionId, { after, limit: documentsAtOnce });
      for (const document of page) {
        signal?.throwIfAborted();
        const made = await this.#questionsOf(work, document, signal);
        // Documents come in the order of their ids, which means nothing: a part of them is a sample.
        const fresh = made.filter((it) => !known.has(it.question));
        const wanted = fresh.slice(0, Math.min(perDocument, options.limit - proposed));
        read += 1;
        proposed += await this.#propose(
          work,
          wanted.map((it) => documentCandidate(document, it)),
          read / total,
        );
        if (proposed >= options.limit) return;
      }
      after = page.length < documentsAtOnce ? null : (page.at(-1)?.documentId ?? null);
    } while (after !== null);
  }

  /** What a model wrote comes first: it was asked for, and costs. */
  async #questionsOf(
    { scope, options }: GoldProposalWork,
    document: SourceDocument,
    signal: AbortSignal | undefined,
  ): Promise<MadeQuestion[]> {
    const { sources, writer } = this.#dependencies;
    const passages = await sources.passages(scope, document.versionId);
    const written: MadeQuestion[] = [];
    if (options.writer) {
      if (writer === undefined) throw new MingdaError('CHAT_MODEL_MISSING');
      for (const passage of passages.slice(0, passagesWritten)) {
        written.push(...(await writeQuestions(writer, { document, passage }, signal)));
      }
    }
    return [...written, ...questionsOfDocument(document, passages)];
  }

  /** @returns how many of them are new */
  async #propose(
    { id, scope, goldSetId }: GoldProposalWork,
    items: readonly GoldProposalItem[],
    progress: number,
  ): Promise<number> {
    const added = items.length === 0 ? [] : await this.#dependencies.items.proposeMany(scope, { goldSetId, items });
    await this.#dependencies.proposals.advance(id, Math.min(progress, 1), added.length);
    return added.length;
  }

  #progressOf(id: string): (fraction: number) => void {
    let step = 0;
    return (fraction) => {
      const reached = Math.floor(fraction * progressSteps);
      if (reached === step) return;
      step = reached;
      // Progress is a courtesy: a lost write of it must not end the search.
      this.#dependencies.proposals.advance(id, Math.min(fraction, 1), 0).catch(() => undefined);
    };
  }
}
