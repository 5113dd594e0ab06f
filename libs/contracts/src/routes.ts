import { z } from 'zod';
import { apiKeyListSchema, apiKeyParams, createApiKeySchema, createdApiKeySchema, sessionSchema } from './api-keys.ts';
import { chunkRoutes } from './chunk-edits.routes.ts';
import { collectionListSchema, collectionParams, collectionSchema, createCollectionSchema } from './collections.ts';
import {
  documentListQuery,
  documentListSchema,
  documentParams,
  documentSchema,
  documentVersionSchema,
  unlockDocumentSchema,
  uploadResultSchema,
  versionListSchema,
  versionParams,
  versionTextSchema,
} from './documents.ts';
import {
  evaluationListSchema,
  evaluationParams,
  evaluationReportSchema,
  evaluationSchema,
  startEvaluationSchema,
} from './evaluations.ts';
import { documentMetadataRoutes } from './document-metadata.routes.ts';
import { explanationRoutes } from './explanations.routes.ts';
import { dialogueRoutes } from './dialogue.routes.ts';
import { faqRoutes } from './faq.routes.ts';
import { gapRoutes } from './gaps.routes.ts';
import { importRoutes } from './imports.routes.ts';
import { goldSetRoutes } from './gold-sets.routes.ts';
import { gateRoutes } from './gate.routes.ts';
import { savedProfileSchema } from './gate.ts';
import { lexiconRoutes } from './lexicon.routes.ts';
import { profileSchema } from './profile.ts';
import { questionCoverageRoutes } from './question-coverage.routes.ts';
import {
  answerParams,
  answerSchema,
  askEventSchema,
  askRequestSchema,
  feedbackSchema,
  searchRequestSchema,
  searchResultSchema,
} from './questions.ts';
import { reviewRoutes } from './reviews.routes.ts';
import { route } from './route.ts';
import { scheduleRoutes } from './schedules.routes.ts';
import { sourceRoutes } from './sources.routes.ts';

/** Every HTTP operation: controllers, OpenAPI and the generated client read this one table. */
export const routes = {
  getSession: route({ method: 'GET', path: '/session', tag: 'session', summary: 'Who am I', auth: 'key', status: 200, reply: 'json', response: sessionSchema, errors: [] }),

  listCollections: route({ method: 'GET', path: '/collections', tag: 'collections', summary: 'List collections', auth: 'key', status: 200, reply: 'json', response: collectionListSchema, errors: [] }),
  createCollection: route({ method: 'POST', path: '/collections', tag: 'collections', summary: 'Create a collection', auth: 'admin', body: createCollectionSchema, status: 201, reply: 'json', response: collectionSchema, errors: ['COLLECTION_EXISTS'] }),
  getCollection: route({ method: 'GET', path: '/collections/:collectionId', tag: 'collections', summary: 'Read a collection', auth: 'key', params: collectionParams, status: 200, reply: 'json', response: collectionSchema, errors: ['COLLECTION_NOT_FOUND'] }),
  updateProfile: route({ method: 'PUT', path: '/collections/:collectionId/profile', tag: 'collections', summary: 'Save a new version of the profile: published at once, or as a draft where a gate is set', auth: 'admin', params: collectionParams, body: profileSchema, status: 200, reply: 'json', response: savedProfileSchema, errors: ['COLLECTION_NOT_FOUND'] }),
  deleteCollection: route({ method: 'DELETE', path: '/collections/:collectionId', tag: 'collections', summary: 'Delete a collection with its documents', auth: 'admin', params: collectionParams, status: 204, reply: 'empty', errors: ['COLLECTION_NOT_FOUND'] }),

  listDocuments: route({ method: 'GET', path: '/collections/:collectionId/documents', tag: 'documents', summary: 'List documents with their state', auth: 'admin', params: collectionParams, query: documentListQuery, status: 200, reply: 'json', response: documentListSchema, errors: ['COLLECTION_NOT_FOUND'] }),
  uploadDocuments: route({ method: 'POST', path: '/collections/:collectionId/documents', tag: 'documents', summary: 'Upload files; each part `file` is one document, its source key the part\'s file name or the field `sourceKey` before it; a field `metadata` before it holds tags, fields and dates as JSON', auth: 'admin', params: collectionParams, body: 'multipart', status: 202, reply: 'json', response: uploadResultSchema, errors: ['COLLECTION_NOT_FOUND', 'FILE_EMPTY', 'FILE_TOO_LARGE', 'FILE_TYPE_UNSUPPORTED', 'SOURCE_KEY_TAKEN'] }),
  watchDocuments: route({ method: 'GET', path: '/collections/:collectionId/progress', tag: 'documents', summary: 'Progress of documents as server-sent events', auth: 'admin', params: collectionParams, status: 200, reply: 'events', response: documentVersionSchema, errors: ['COLLECTION_NOT_FOUND'] }),
  getDocument: route({ method: 'GET', path: '/collections/:collectionId/documents/:documentId', tag: 'documents', summary: 'Read a document\'s state', auth: 'admin', params: documentParams, status: 200, reply: 'json', response: documentSchema, errors: ['DOCUMENT_NOT_FOUND'] }),
  deleteDocument: route({ method: 'DELETE', path: '/collections/:collectionId/documents/:documentId', tag: 'documents', summary: 'Delete a document', auth: 'admin', params: documentParams, status: 204, reply: 'empty', errors: ['DOCUMENT_NOT_FOUND'] }),
  retryDocument: route({ method: 'POST', path: '/collections/:collectionId/documents/:documentId/retry', tag: 'documents', summary: 'Ingest the latest version again', auth: 'admin', params: documentParams, status: 202, reply: 'json', response: documentSchema, errors: ['DOCUMENT_NOT_FOUND'] }),
  unlockDocument: route({ method: 'POST', path: '/collections/:collectionId/documents/:documentId/unlock', tag: 'documents', summary: 'Give the password of a protected document and read it again', auth: 'admin', params: documentParams, body: unlockDocumentSchema, status: 202, reply: 'json', response: documentSchema, errors: ['DOCUMENT_NOT_FOUND'] }),
  listVersions: route({ method: 'GET', path: '/collections/:collectionId/documents/:documentId/versions', tag: 'documents', summary: 'List a document\'s versions', auth: 'admin', params: documentParams, status: 200, reply: 'json', response: versionListSchema, errors: ['DOCUMENT_NOT_FOUND'] }),
  getVersionText: route({ method: 'GET', path: '/collections/:collectionId/documents/:documentId/versions/:versionId/text', tag: 'documents', summary: 'Extracted text and chunks of a version', auth: 'key', params: versionParams, status: 200, reply: 'json', response: versionTextSchema, errors: ['DOCUMENT_NOT_FOUND'] }),
  downloadVersion: route({ method: 'GET', path: '/collections/:collectionId/documents/:documentId/versions/:versionId/original', tag: 'documents', summary: 'Download the original', auth: 'key', params: versionParams, status: 200, reply: 'bytes', errors: ['DOCUMENT_NOT_FOUND', 'BLOB_MISSING'] }),

  ...importRoutes,

  ...chunkRoutes,

  search: route({ method: 'POST', path: '/collections/:collectionId/search', tag: 'questions', summary: 'Find passages', auth: 'key', params: collectionParams, body: searchRequestSchema, status: 200, reply: 'json', response: searchResultSchema, errors: ['COLLECTION_NOT_FOUND', 'FILTER_INVALID', 'INFERENCE_QUEUE_FULL'] }),
  ask: route({ method: 'POST', path: '/collections/:collectionId/ask', tag: 'questions', summary: 'Ask a question', auth: 'key', params: collectionParams, body: askRequestSchema, status: 200, reply: 'json', response: answerSchema, errors: ['COLLECTION_NOT_FOUND', 'CONVERSATION_NOT_FOUND', 'FILTER_INVALID', 'INFERENCE_QUEUE_FULL'] }),
  askStream: route({ method: 'POST', path: '/collections/:collectionId/ask/stream', tag: 'questions', summary: 'Ask a question, answered as server-sent events', auth: 'key', params: collectionParams, body: askRequestSchema, status: 200, reply: 'events', response: askEventSchema, errors: ['COLLECTION_NOT_FOUND', 'CONVERSATION_NOT_FOUND', 'FILTER_INVALID', 'INFERENCE_QUEUE_FULL'] }),
  getAnswer: route({ method: 'GET', path: '/answers/:answerId', tag: 'questions', summary: 'Read a logged answer', auth: 'key', params: answerParams, status: 200, reply: 'json', response: answerSchema, errors: ['ANSWER_NOT_FOUND'] }),
  giveFeedback: route({ method: 'PUT', path: '/answers/:answerId/feedback', tag: 'questions', summary: 'Rate an answer: thumbs or 1-5', auth: 'key', params: answerParams, body: feedbackSchema, status: 204, reply: 'empty', errors: ['ANSWER_NOT_FOUND'] }),
  ...explanationRoutes,

  ...sourceRoutes,

  ...goldSetRoutes,
  ...questionCoverageRoutes,
  ...gateRoutes,
  ...documentMetadataRoutes,
  ...lexiconRoutes,
  ...faqRoutes,
  ...dialogueRoutes,
  ...gapRoutes,
  ...reviewRoutes,

  listEvaluations: route({ method: 'GET', path: '/evaluations', tag: 'evaluations', summary: 'List evaluations, newest first', auth: 'admin', query: z.object({ collectionId: z.uuid().optional() }), status: 200, reply: 'json', response: evaluationListSchema, errors: [] }),
  startEvaluation: route({ method: 'POST', path: '/evaluations', tag: 'evaluations', summary: 'Score a collection with a gold set', auth: 'admin', body: startEvaluationSchema, status: 202, reply: 'json', response: evaluationSchema, errors: ['COLLECTION_NOT_FOUND', 'GOLD_SET_INVALID', 'PROFILE_VERSION_NOT_FOUND'] }),
  getEvaluation: route({ method: 'GET', path: '/evaluations/:evaluationId', tag: 'evaluations', summary: 'Read an evaluation', auth: 'admin', params: evaluationParams, status: 200, reply: 'json', response: evaluationSchema, errors: ['EVALUATION_NOT_FOUND'] }),
  getEvaluationReport: route({ method: 'GET', path: '/evaluations/:evaluationId/report', tag: 'evaluations', summary: 'The full report of a finished evaluation', auth: 'admin', params: evaluationParams, status: 200, reply: 'json', response: evaluationReportSchema, errors: ['EVALUATION_NOT_FOUND'] }),

  ...scheduleRoutes,

  listApiKeys: route({ method: 'GET', path: '/api-keys', tag: 'api keys', summary: 'List API keys', auth: 'admin', status: 200, reply: 'json', response: apiKeyListSchema, errors: [] }),
  createApiKey: route({ method: 'POST', path: '/api-keys', tag: 'api keys', summary: 'Create an integration key; its secret is shown once', auth: 'admin', body: createApiKeySchema, status: 201, reply: 'json', response: createdApiKeySchema, errors: ['COLLECTION_NOT_FOUND'] }),
  revokeApiKey: route({ method: 'DELETE', path: '/api-keys/:keyId', tag: 'api keys', summary: 'Revoke a key', auth: 'admin', params: apiKeyParams, status: 204, reply: 'empty', errors: ['NOT_FOUND'] }),
} as const;

export type RouteName = keyof typeof routes;
