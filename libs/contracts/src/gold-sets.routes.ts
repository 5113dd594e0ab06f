import {
  bulkGoldItemsSchema,
  bulkResultSchema,
  changeGoldItemSchema,
  changeGoldSetSchema,
  createGoldItemSchema,
  createGoldSetSchema,
  freezeGoldSetSchema,
  goldExportQuery,
  goldImportReportSchema,
  goldItemListQuery,
  goldItemListSchema,
  goldItemParams,
  goldItemSchema,
  goldProposalListSchema,
  goldProposalSchema,
  goldSetDetailSchema,
  goldSetListSchema,
  goldSetParams,
  goldVersionListSchema,
  goldVersionSchema,
  startGoldProposalSchema,
} from './gold-sets.ts';
import { route } from './route.ts';

/** Gold sets: those of the server's folder are listed and run only, those of the database are edited here as well. */
export const goldSetRoutes = {
  listGoldSets: route({ method: 'GET', path: '/gold-sets', tag: 'gold sets', summary: 'List gold sets', auth: 'admin', status: 200, reply: 'json', response: goldSetListSchema, errors: [] }),
  createGoldSet: route({ method: 'POST', path: '/gold-sets', tag: 'gold sets', summary: 'Create a gold set', auth: 'admin', body: createGoldSetSchema, status: 201, reply: 'json', response: goldSetDetailSchema, errors: ['GOLD_SET_EXISTS', 'COLLECTION_NOT_FOUND'] }),
  getGoldSet: route({ method: 'GET', path: '/gold-sets/:goldSet', tag: 'gold sets', summary: 'Read a stored gold set', auth: 'admin', params: goldSetParams, status: 200, reply: 'json', response: goldSetDetailSchema, errors: ['GOLD_SET_NOT_FOUND'] }),
  changeGoldSet: route({ method: 'PUT', path: '/gold-sets/:goldSet', tag: 'gold sets', summary: 'Change title, description and collection; the name stays', auth: 'admin', params: goldSetParams, body: changeGoldSetSchema, status: 200, reply: 'json', response: goldSetDetailSchema, errors: ['GOLD_SET_NOT_FOUND', 'COLLECTION_NOT_FOUND'] }),
  deleteGoldSet: route({ method: 'DELETE', path: '/gold-sets/:goldSet', tag: 'gold sets', summary: 'Delete a gold set with its items and versions', auth: 'admin', params: goldSetParams, status: 204, reply: 'empty', errors: ['GOLD_SET_NOT_FOUND'] }),

  listGoldItems: route({ method: 'GET', path: '/gold-sets/:goldSet/items', tag: 'gold sets', summary: 'Items by state, tag, split, origin, language, words', auth: 'admin', params: goldSetParams, query: goldItemListQuery, status: 200, reply: 'json', response: goldItemListSchema, errors: ['GOLD_SET_NOT_FOUND'] }),
  createGoldItem: route({ method: 'POST', path: '/gold-sets/:goldSet/items', tag: 'gold sets', summary: 'Add an item', auth: 'admin', params: goldSetParams, body: createGoldItemSchema, status: 201, reply: 'json', response: goldItemSchema, errors: ['GOLD_SET_NOT_FOUND'] }),
  changeGoldItem: route({ method: 'PUT', path: '/gold-sets/:goldSet/items/:itemId', tag: 'gold sets', summary: 'Change an item that has the revision named', auth: 'admin', params: goldItemParams, body: changeGoldItemSchema, status: 200, reply: 'json', response: goldItemSchema, errors: ['GOLD_SET_NOT_FOUND', 'GOLD_ITEM_NOT_FOUND', 'GOLD_ITEM_CHANGED'] }),
  bulkGoldItems: route({ method: 'POST', path: '/gold-sets/:goldSet/items/bulk', tag: 'gold sets', summary: 'Accept, reject, reopen, delete, confirm, tag or split many items', auth: 'admin', params: goldSetParams, body: bulkGoldItemsSchema, status: 200, reply: 'json', response: bulkResultSchema, errors: ['GOLD_SET_NOT_FOUND'] }),

  importGoldItems: route({ method: 'POST', path: '/gold-sets/:goldSet/import', tag: 'gold sets', summary: 'Import one file, the part `file`; the fields `format`, `separator` and `state` before it are optional', auth: 'admin', params: goldSetParams, body: 'multipart', status: 200, reply: 'json', response: goldImportReportSchema, errors: ['GOLD_SET_NOT_FOUND', 'GOLD_IMPORT_INVALID', 'FILE_EMPTY', 'FILE_TOO_LARGE', 'FILE_LIMIT_EXPANSION', 'FILE_CORRUPT'] }),
  exportGoldItems: route({ method: 'GET', path: '/gold-sets/:goldSet/export', tag: 'gold sets', summary: 'Accepted items or a version as JSONL or CSV', auth: 'admin', params: goldSetParams, query: goldExportQuery, status: 200, reply: 'bytes', errors: ['GOLD_SET_NOT_FOUND', 'GOLD_VERSION_NOT_FOUND'] }),

  listGoldVersions: route({ method: 'GET', path: '/gold-sets/:goldSet/versions', tag: 'gold sets', summary: 'Frozen versions, newest first', auth: 'admin', params: goldSetParams, status: 200, reply: 'json', response: goldVersionListSchema, errors: ['GOLD_SET_NOT_FOUND'] }),
  freezeGoldSet: route({ method: 'POST', path: '/gold-sets/:goldSet/versions', tag: 'gold sets', summary: 'Freeze the accepted items; the same content gives the same version', auth: 'admin', params: goldSetParams, body: freezeGoldSetSchema, status: 200, reply: 'json', response: goldVersionSchema, errors: ['GOLD_SET_NOT_FOUND', 'GOLD_SET_INVALID'] }),

  listGoldProposals: route({ method: 'GET', path: '/gold-sets/:goldSet/proposals', tag: 'gold sets', summary: 'The last searches for candidates', auth: 'admin', params: goldSetParams, status: 200, reply: 'json', response: goldProposalListSchema, errors: ['GOLD_SET_NOT_FOUND'] }),
  startGoldProposal: route({ method: 'POST', path: '/gold-sets/:goldSet/proposals', tag: 'gold sets', summary: 'Look for candidates in the log or in the documents of the linked collection', auth: 'admin', params: goldSetParams, body: startGoldProposalSchema, status: 202, reply: 'json', response: goldProposalSchema, errors: ['GOLD_SET_NOT_FOUND', 'GOLD_SET_UNLINKED', 'CHAT_MODEL_MISSING'] }),
} as const;
