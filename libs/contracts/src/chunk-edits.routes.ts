import { chunkChangeSchema, chunkEditsSchema } from './chunk-edits.ts';
import { chunkPreviewRequestSchema, chunkPreviewSchema } from './chunk-preview.ts';
import { collectionParams } from './collections.ts';
import { documentParams, documentSchema } from './documents.ts';
import { route } from './route.ts';

/** Passages that people change, and how settings would cut a document. */
export const chunkRoutes = {
  listChunkEdits: route({
    method: 'GET',
    path: '/collections/:collectionId/documents/:documentId/chunk-edits',
    tag: 'documents',
    summary: 'Changes that people made to passages, and those that no longer apply',
    auth: 'admin',
    params: documentParams,
    status: 200,
    reply: 'json',
    response: chunkEditsSchema,
    errors: ['DOCUMENT_NOT_FOUND'],
  }),
  changeChunks: route({
    method: 'POST',
    path: '/collections/:collectionId/documents/:documentId/chunk-edits',
    tag: 'documents',
    summary: 'Rewrite, split, merge, switch off or on, or restore passages of the current version',
    auth: 'admin',
    params: documentParams,
    body: chunkChangeSchema,
    status: 200,
    reply: 'json',
    response: chunkEditsSchema,
    errors: ['DOCUMENT_NOT_FOUND', 'CHUNK_NOT_FOUND', 'CHUNK_CHANGED', 'CHUNK_TOO_LONG', 'CHUNK_EDIT_INVALID'],
  }),
  reprocessDocument: route({
    method: 'POST',
    path: '/collections/:collectionId/documents/:documentId/reprocess',
    tag: 'documents',
    summary: 'Read, cut and embed the original again; a version that answers keeps answering meanwhile',
    auth: 'admin',
    params: documentParams,
    status: 202,
    reply: 'json',
    response: documentSchema,
    errors: ['DOCUMENT_NOT_FOUND'],
  }),
  previewChunks: route({
    method: 'POST',
    path: '/collections/:collectionId/chunk-preview',
    tag: 'documents',
    summary: 'How settings would cut a document or a text, beside the settings of now; nothing is changed',
    auth: 'admin',
    params: collectionParams,
    body: chunkPreviewRequestSchema,
    status: 200,
    reply: 'json',
    response: chunkPreviewSchema,
    errors: ['COLLECTION_NOT_FOUND', 'DOCUMENT_NOT_FOUND', 'BLOB_MISSING'],
  }),
};
