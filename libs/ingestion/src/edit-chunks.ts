import type { AccessScope, ChunkChangeRequest, ChunkEdits } from '@mingda/contracts';
import {
  newEditId,
  type ChunkEditRepository,
  type CollectionLexicons,
  type EditableDocument,
  type NewChunkEdit,
  type StoredChunk,
} from '@mingda/database';
import {
  asCut,
  changeChunks,
  chunksOfEdit,
  linesOf,
  muteChunks,
  type ChunkChange,
  type CutChunk,
} from '@mingda/domain';
import { detectLanguage } from '@mingda/language';
import type { Embedder } from '@mingda/models';
import { MingdaError } from '@mingda/platform';
import { tokenCounter, windowOf } from './cut-document.ts';
import { embedChunks } from './embed-chunks.ts';

interface Dependencies {
  readonly chunkEdits: ChunkEditRepository;
  readonly lexicons: CollectionLexicons;
  readonly embedder: Embedder;
}

/** What goes and what comes in the place of a run of chunks. */
interface Outcome {
  readonly from: number;
  readonly to: number;
  readonly insert: readonly CutChunk[];
  readonly edit: NewChunkEdit | null;
  readonly deleteEdits: readonly string[];
}

/**
 * People's changes to the passages of a document. New text is embedded before anything is written; passages, vectors,
 * terms and the record then change in one transaction, so that a search sees the old ones or the new ones.
 */
export class EditChunks {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws MingdaError `DOCUMENT_NOT_FOUND` */
  async list(scope: AccessScope, documentId: string): Promise<ChunkEdits> {
    const { lost, records } = await this.#dependencies.chunkEdits.history(scope, documentId);
    return {
      lost: lost.map(({ id, headingPath, original, pieces, editedBy, editedAt }) => ({
        id,
        headingPath: [...headingPath],
        original,
        pieces: pieces.map(({ text, enabled }) => ({ text, enabled })),
        by: editedBy,
        at: editedAt.toISOString(),
      })),
      history: records.map(({ action, before, after, editedBy, editedAt }) => ({
        action,
        before: [...before],
        after: [...after],
        by: editedBy,
        at: editedAt.toISOString(),
      })),
    };
  }

  /**
   * @throws MingdaError `DOCUMENT_NOT_FOUND`, `CHUNK_NOT_FOUND`, `CHUNK_CHANGED`, `CHUNK_TOO_LONG`, `CHUNK_EDIT_INVALID`,
   * `INFERENCE_QUEUE_FULL`
   */
  async execute(
    scope: AccessScope,
    documentId: string,
    wish: { readonly change: ChunkChangeRequest; readonly by: string },
  ): Promise<ChunkEdits> {
    const { chunkEdits, lexicons, embedder } = this.#dependencies;
    const document = await chunkEdits.editable(scope, documentId);
    if (document === null) throw new MingdaError('DOCUMENT_NOT_FOUND', { subject: documentId });
    const { change, by } = wish;
    if (change.action === 'dismiss') {
      const known = await chunkEdits.dismiss(document, [change.editId], by);
      if (!known) throw new MingdaError('CHUNK_NOT_FOUND', { subject: change.editId });
      return this.list(scope, documentId);
    }
    const editId = newEditId();
    const outcome = this.#outcomeOf(document, change, editId);
    this.#refuseLong(document, outcome.insert);
    const { collectionId, title, tokenVectors } = document;
    const chunks = outcome.insert.map((it, ordinal) => ({ ...it, ordinal }));
    const onProgress = (): void => undefined;
    const { words } = await lexicons.current(collectionId);
    const input = { collectionId, title, chunks, tokenVectors, words, signal: undefined, onProgress };
    const insert = await embedChunks(embedder, input);
    const remove = document.chunks.slice(outcome.from, outcome.to);
    await chunkEdits.replace({
      document,
      remove: remove.map((it) => it.id),
      from: remove[0]?.ordinal ?? 0,
      insert,
      editId,
      edit: outcome.edit,
      deleteEdits: outcome.deleteEdits,
      record: { action: actionOf(change), by, after: insert.map((it) => it.text) },
    });
    return this.list(scope, documentId);
  }

  #outcomeOf(
    document: EditableDocument,
    change: Exclude<ChunkChangeRequest, { action: 'dismiss' }>,
    editId: string,
  ): Outcome {
    const ids = change.action === 'merge' ? change.chunkIds : [change.chunkId];
    const from = document.chunks.findIndex((it) => it.id === ids[0]);
    if (from < 0) throw new MingdaError('CHUNK_NOT_FOUND', { subject: ids[0] ?? '' });
    if (ids.some((id, index) => document.chunks[from + index]?.id !== id)) {
      throw new MingdaError('CHUNK_EDIT_INVALID', { detail: 'only neighbours can be merged, in their order' });
    }
    if (change.action === 'restore') return restored(document, document.chunks[from]?.editId ?? null);
    try {
      const chosen = { from, count: ids.length };
      const { edit, run } = changeChunks(document, chosen, this.#changeOf(document, change));
      const insert = chunksOfEdit({ ...edit, id: editId }, tokenCounter(this.#dependencies.embedder, document.lang));
      const reapplied = change.action === 'reapply' ? [change.editId] : [];
      return { from: run.from, to: run.to, insert, edit, deleteEdits: [...run.replaces, ...reapplied] };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new MingdaError('CHUNK_EDIT_INVALID', { detail: error.message, cause: error });
    }
  }

  #changeOf(
    document: EditableDocument,
    change: Exclude<ChunkChangeRequest, { action: 'dismiss' | 'restore' }>,
  ): ChunkChange {
    if (change.action !== 'reapply') return change;
    const lost = document.edits.find((it) => it.id === change.editId && it.state === 'lost');
    if (lost === undefined) throw new MingdaError('CHUNK_NOT_FOUND', { subject: change.editId });
    return { action: 'reapply', pieces: lost.pieces };
  }

  #refuseLong({ title }: EditableDocument, chunks: readonly CutChunk[]): void {
    const { embedder } = this.#dependencies;
    for (const { text, headingPath, verbatim } of chunks) {
      const lang = detectLanguage(text);
      const [tokens = 0] = tokenCounter(embedder, lang)([text]);
      const most = windowOf(embedder, { title, lang, headingPath });
      // A chunk as the document has it was cut to fit; a merged one may not.
      if (tokens > most) {
        const detail = `${String(tokens)} tokens, at most ${String(most)} are read`;
        throw new MingdaError('CHUNK_TOO_LONG', { detail, subject: verbatim ? `${text.slice(0, 40)}…` : undefined });
      }
    }
  }
}

/** The chunks that an edit had replaced, in its place. */
function restored({ text, chunks, edits, mutedLines }: EditableDocument, editId: string | null): Outcome {
  const edit = edits.find((it) => it.id === editId);
  if (edit === undefined) throw new MingdaError('CHUNK_EDIT_INVALID', { detail: 'the passage was never changed' });
  const inEdit = (it: StoredChunk): boolean => it.editId === edit.id;
  return {
    from: chunks.findIndex(inEdit),
    to: chunks.findLastIndex(inEdit) + 1,
    insert: muteChunks(edit.originals.map(asCut), linesOf(text), new Set(mutedLines)),
    edit: null,
    deleteEdits: [edit.id],
  };
}

function actionOf(change: ChunkChangeRequest): string {
  return change.action === 'switch' ? (change.enabled ? 'switch-on' : 'switch-off') : change.action;
}
