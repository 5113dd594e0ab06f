import type { ChunkView, DocumentVersion, DocumentView } from '@mingda/contracts';

/** A row of `listDocumentsSql`: the document and its latest version. */
export interface DocumentRow {
  readonly document_id: string;
  readonly document_collection_id: string;
  readonly source_key: string;
  readonly document_title: string;
  readonly document_lang: string;
  readonly current_version_id: string | null;
  readonly document_created_at: Date;
  readonly document_source: DocumentView['source'];
  readonly id: string;
  readonly number: number;
  readonly file_name: string;
  readonly media_type: string;
  readonly bytes: string;
  readonly content_hash: string;
  readonly state: DocumentVersion['state'];
  readonly progress: number;
  readonly failure: DocumentVersion['failure'];
  readonly retry: DocumentVersion['retry'];
  readonly warnings: DocumentVersion['warnings'];
  readonly pages: DocumentVersion['pages'];
  readonly chunk_count: number;
  readonly created_at: Date;
  readonly ready_at: Date | null;
}

export function documentView(row: DocumentRow): DocumentView {
  return {
    id: row.document_id,
    collectionId: row.document_collection_id,
    sourceKey: row.source_key,
    title: row.document_title,
    lang: row.document_lang,
    currentVersionId: row.current_version_id,
    source: row.document_source,
    latestVersion: {
      id: row.id,
      documentId: row.document_id,
      number: row.number,
      fileName: row.file_name,
      mediaType: row.media_type,
      bytes: Number(row.bytes),
      contentHash: row.content_hash,
      state: row.state,
      progress: row.progress,
      failure: row.failure,
      retry: row.retry,
      warnings: row.warnings,
      pages: row.pages,
      chunkCount: row.chunk_count,
      createdAt: row.created_at.toISOString(),
      readyAt: row.ready_at?.toISOString() ?? null,
    },
    createdAt: row.document_created_at.toISOString(),
  };
}

/** A row of `versionChunksSql`. */
export interface ChunkRow {
  readonly id: string;
  readonly ordinal: number;
  readonly heading_path: string[];
  readonly text: string;
  readonly page_from: number | null;
  readonly page_to: number | null;
  readonly char_start: number;
  readonly char_end: number;
  readonly lang: string;
  readonly tokens: number;
  readonly off: ChunkView['off'];
  readonly verbatim: boolean;
  readonly muted: number[];
  readonly edited_by: string | null;
  readonly edited_at: Date | null;
  readonly repeated_in: number;
}

export function chunkView(row: ChunkRow): ChunkView {
  return {
    id: row.id,
    ordinal: row.ordinal,
    headingPath: row.heading_path,
    text: row.text,
    pageFrom: row.page_from,
    pageTo: row.page_to,
    charStart: row.char_start,
    charEnd: row.char_end,
    lang: row.lang,
    tokens: row.tokens,
    off: row.off,
    verbatim: row.verbatim,
    edited:
      row.edited_by === null || row.edited_at === null ? null : { by: row.edited_by, at: row.edited_at.toISOString() },
    repeated: {
      ranges: Array.from({ length: row.muted.length / 2 }, (_, at) => ({
        start: row.muted[2 * at] ?? 0,
        end: row.muted[2 * at + 1] ?? 0,
      })),
      documents: row.repeated_in,
    },
  };
}
