import { collectionParams } from './collections.ts';
import {
  changeFaqSchema,
  faqContentSchema,
  faqDetailSchema,
  faqEntrySchema,
  faqExportQuery,
  faqImportQuery,
  faqImportSchema,
  faqListQuery,
  faqListSchema,
  faqParams,
  faqStateSchema,
} from './faq.ts';
import { route } from './route.ts';

export const faqRoutes = {
  listFaq: route({ method: 'GET', path: '/collections/:collectionId/faq', tag: 'approved answers', summary: 'List approved answers, drafts and retired ones', auth: 'admin', params: collectionParams, query: faqListQuery, status: 200, reply: 'json', response: faqListSchema, errors: ['COLLECTION_NOT_FOUND'] }),
  createFaq: route({ method: 'POST', path: '/collections/:collectionId/faq', tag: 'approved answers', summary: 'Write a draft', auth: 'admin', params: collectionParams, body: faqContentSchema, status: 201, reply: 'json', response: faqEntrySchema, errors: ['COLLECTION_NOT_FOUND', 'FAQ_EXISTS', 'INFERENCE_QUEUE_FULL'] }),
  importFaq: route({ method: 'POST', path: '/collections/:collectionId/faq/import', tag: 'approved answers', summary: 'Import drafts from a JSONL, CSV or XLSX file in the part `file`', auth: 'admin', params: collectionParams, query: faqImportQuery, body: 'multipart', status: 200, reply: 'json', response: faqImportSchema, errors: ['COLLECTION_NOT_FOUND', 'FAQ_IMPORT_INVALID', 'FILE_TOO_LARGE'] }),
  exportFaq: route({ method: 'GET', path: '/collections/:collectionId/faq/export', tag: 'approved answers', summary: 'Every entry as JSONL, CSV or XLSX', auth: 'admin', params: collectionParams, query: faqExportQuery, status: 200, reply: 'bytes', errors: ['COLLECTION_NOT_FOUND'] }),
  getFaq: route({ method: 'GET', path: '/faq/:entryId', tag: 'approved answers', summary: 'Read an entry with its revisions', auth: 'admin', params: faqParams, status: 200, reply: 'json', response: faqDetailSchema, errors: ['FAQ_NOT_FOUND'] }),
  changeFaq: route({ method: 'PUT', path: '/faq/:entryId', tag: 'approved answers', summary: 'Change an entry; an approved one becomes a draft again', auth: 'admin', params: faqParams, body: changeFaqSchema, status: 200, reply: 'json', response: faqEntrySchema, errors: ['FAQ_NOT_FOUND', 'FAQ_CHANGED', 'FAQ_EXISTS', 'INFERENCE_QUEUE_FULL'] }),
  setFaqState: route({ method: 'PUT', path: '/faq/:entryId/state', tag: 'approved answers', summary: 'Approve, withdraw or retire an entry; it counts from the next question on', auth: 'admin', params: faqParams, body: faqStateSchema, status: 200, reply: 'json', response: faqEntrySchema, errors: ['FAQ_NOT_FOUND', 'FAQ_EXISTS'] }),
} as const;
