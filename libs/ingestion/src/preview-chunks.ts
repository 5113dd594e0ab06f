import type { AccessScope, ChunkPreview, ChunkPreviewRequest, Profile } from '@mingda/contracts';
import type { ChunkEditRepository, CollectionRepository, DocumentRepository } from '@mingda/database';
import { applyEdits, placeBlocks, type DraftChunk } from '@mingda/domain';
import type { BlobStore, DocumentParser } from '@mingda/files';
import { detectLanguage } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import { MingdaError } from '@mingda/platform';
import { cutDocument, tokenCounter } from './cut-document.ts';
import { titleOf } from './document-title.ts';

interface Dependencies {
  readonly collections: CollectionRepository;
  readonly documents: DocumentRepository;
  readonly chunkEdits: ChunkEditRepository;
  readonly blobs: BlobStore;
  readonly parser: DocumentParser;
  readonly embedder: Embedder;
}

interface Source {
  readonly content: Uint8Array;
  readonly fileName: string;
  readonly versionId: string | null;
  readonly title: string;
}

/** Cuts a document or a text by other settings, beside those of now. Nothing is embedded and nothing is stored. */
export class PreviewChunks {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `COLLECTION_NOT_FOUND`, `DOCUMENT_NOT_FOUND`, `BLOB_MISSING`, and those of the parser */
  async execute(scope: AccessScope, collectionId: string, request: ChunkPreviewRequest): Promise<ChunkPreview> {
    const { collections, chunkEdits, parser, embedder } = this.#dependencies;
    const collection = await collections.get(scope, collectionId);
    if (collection === null) throw new MingdaError('COLLECTION_NOT_FOUND', { subject: collectionId });
    const source = await this.#source(scope, collectionId, request);
    const { content, fileName, versionId } = source;
    const parsed = await parser.parse({ content, fileName, giveAway: true });
    const placed = placeBlocks(parsed.blocks);
    const title = titleOf({ title: source.title, fileName }, parsed);
    const lang = detectLanguage(placed.text);
    const cut = (chunking: Profile['chunking']): Promise<DraftChunk[]> =>
      cutDocument(embedder, { placed, title, lang, chunking });
    const tried = await cut(request.chunking);
    const { edits } = versionId === null ? { edits: [] } : await chunkEdits.forVersion(versionId);
    const countTokens = tokenCounter(embedder, lang);
    const carried = applyEdits({ text: placed.text, drafts: tried, edits, countTokens });
    return {
      title,
      text: placed.text,
      current: described(await cut(collection.profile.chunking)),
      tried: described(tried),
      edits: { kept: carried.applied.length, lost: carried.lost.length },
    };
  }

  async #source(scope: AccessScope, collectionId: string, request: ChunkPreviewRequest): Promise<Source> {
    const { documents, blobs } = this.#dependencies;
    if (request.documentId === undefined) {
      const content = new TextEncoder().encode(request.text);
      return { content, fileName: 'text.md', versionId: null, title: '' };
    }
    const missing = new MingdaError('DOCUMENT_NOT_FOUND', { subject: request.documentId });
    const document = await documents.get(scope, request.documentId);
    if (document?.collectionId !== collectionId) throw missing;
    const versionId = document.currentVersionId ?? document.latestVersion.id;
    const version = await documents.version(scope, versionId);
    const key = await documents.blobKey(scope, versionId);
    if (version === null || key === null) throw missing;
    return { content: await blobs.read(key), fileName: version.fileName, versionId, title: document.title };
  }
}

function described(chunks: readonly DraftChunk[]): ChunkPreview['tried'] {
  const sizes = chunks.map((it) => it.tokens).toSorted((a, b) => a - b);
  const middle = sizes.length / 2;
  const at = (index: number): number => sizes[index] ?? 0;
  const median = sizes.length % 2 === 1 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2;
  return {
    tokens: { min: at(0), median, max: at(sizes.length - 1), total: sizes.reduce((sum, it) => sum + it, 0) },
    chunks: chunks.map(({ charStart, charEnd, tokens, headingPath }) => ({
      charStart,
      charEnd,
      tokens,
      headingPath: [...headingPath],
    })),
  };
}
