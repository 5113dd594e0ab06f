import { isDeepStrictEqual } from 'node:util';
import type { AccessScope, FaqContent, FaqEntry, FaqImport } from '@mingda/contracts';
import type { CollectionRepository, FaqRepository } from '@mingda/database';
import { MingdaError } from '@mingda/platform';
import { readFaqFile } from './read-faq-file.ts';
import type { WriteFaq } from './write-faq.ts';

interface Dependencies {
  readonly collections: CollectionRepository;
  readonly faq: FaqRepository;
  readonly writeFaq: WriteFaq;
  readonly expandedBytes: number;
}

export interface ImportedFile {
  readonly content: Uint8Array;
  readonly by: string;
  /** Puts each entry into service at once, in the name of the importer. */
  readonly approve: boolean;
}

/** Entries from a file; an entry is known by its question. Importing a file again changes nothing. */
export class ImportFaq {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `FAQ_IMPORT_INVALID`, `INFERENCE_QUEUE_FULL` */
  async execute(scope: AccessScope, collectionId: string, file: ImportedFile): Promise<FaqImport> {
    const { collections, faq, expandedBytes } = this.#dependencies;
    if ((await collections.get(scope, collectionId)) === null) {
      throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    }
    const result = { created: 0, updated: 0, unchanged: 0 };
    const rejected: FaqImport['rejected'] = [];
    for (const { line, content, reason, retired } of await readFaqFile(file.content, { expandedBytes })) {
      if (content === undefined) {
        rejected.push({ line, reason: reason ?? '' });
        continue;
      }
      if (retired === true) {
        result.unchanged += 1;
        continue;
      }
      const known = await faq.byQuestion(scope, collectionId, content.question);
      const kept = known !== null && isDeepStrictEqual(contentOf(known), content) ? known : null;
      const entry = kept ?? (await this.#write(scope, collectionId, { known, content, by: file.by }));
      result[kept === null ? (known === null ? 'created' : 'updated') : 'unchanged'] += 1;
      if (file.approve) await faq.setState(scope, entry.id, { state: 'approved', by: file.by });
    }
    return { ...result, rejected: rejected.slice(0, 1000) };
  }

  async #write(
    scope: AccessScope,
    collectionId: string,
    { known, content, by }: { readonly known: FaqEntry | null; readonly content: FaqContent; readonly by: string },
  ): Promise<FaqEntry> {
    const { writeFaq } = this.#dependencies;
    return known === null
      ? writeFaq.create(scope, collectionId, { content, by })
      : writeFaq.change(scope, known.id, { content, by, revision: known.revision });
  }
}

function contentOf({ question, phrasings, answer, citations, owner, validUntil }: FaqEntry): FaqContent {
  return { question, phrasings, answer, citations, owner, validUntil };
}
