import { collectionParams } from './collections.ts';
import { documentParams, documentSchema } from './documents.ts';
import {
  changedImportsSchema,
  collectionImportSchema,
  failedImportChoiceSchema,
  failedImportListQuery,
  failedImportListSchema,
  importOverviewSchema,
} from './imports.ts';
import { route } from './route.ts';

const ofCollection = {
  tag: 'imports',
  auth: 'admin',
  params: collectionParams,
  status: 200,
  reply: 'json',
  errors: ['COLLECTION_NOT_FOUND'],
} as const;

const overview = { tag: 'imports', auth: 'admin', status: 200, reply: 'json', errors: [] } as const;

export const importRoutes = {
  getImports: route({
    ...overview,
    method: 'GET',
    path: '/imports',
    summary: 'What is being imported, how fast, and how long it will take',
    response: importOverviewSchema,
  }),
  pauseAllImports: route({
    ...overview,
    method: 'POST',
    path: '/imports/pause',
    summary: 'Pause every collection; what runs goes back to wait',
    response: importOverviewSchema,
  }),
  resumeAllImports: route({
    ...overview,
    method: 'POST',
    path: '/imports/resume',
    summary: 'Go on with every collection that is not paused itself',
    response: importOverviewSchema,
  }),
  listFailedImports: route({
    ...overview,
    method: 'GET',
    path: '/imports/failed',
    summary: 'Documents that failed for good, latest first',
    query: failedImportListQuery,
    response: failedImportListSchema,
  }),
  retryFailedImports: route({
    ...overview,
    method: 'POST',
    path: '/imports/failed/retry',
    summary: 'Try failed documents again: chosen ones, those of a code or collection, or all',
    body: failedImportChoiceSchema,
    response: changedImportsSchema,
  }),
  dismissFailedImports: route({
    ...overview,
    method: 'POST',
    path: '/imports/failed/dismiss',
    summary: 'Take failed documents off the list; the documents stay as they are',
    body: failedImportChoiceSchema,
    response: changedImportsSchema,
  }),
  getCollectionImport: route({
    ...ofCollection,
    method: 'GET',
    path: '/collections/:collectionId/import',
    summary: 'What is being imported into a collection, how fast, and how long it will take',
    response: collectionImportSchema,
  }),
  pauseImport: route({
    ...ofCollection,
    method: 'POST',
    path: '/collections/:collectionId/import/pause',
    summary: 'Pause the imports of a collection; what runs goes back to wait',
    response: collectionImportSchema,
  }),
  resumeImport: route({
    ...ofCollection,
    method: 'POST',
    path: '/collections/:collectionId/import/resume',
    summary: 'Go on with the imports of a collection',
    response: collectionImportSchema,
  }),
  cancelImport: route({
    ...ofCollection,
    method: 'POST',
    path: '/collections/:collectionId/import/cancel',
    summary: 'Cancel everything of a collection that waits or runs',
    response: changedImportsSchema,
  }),
  cancelDocument: route({
    method: 'POST',
    path: '/collections/:collectionId/documents/:documentId/cancel',
    tag: 'imports',
    summary: 'Cancel the import of the latest version; one that is finished stays as it is',
    auth: 'admin',
    params: documentParams,
    status: 200,
    reply: 'json',
    response: documentSchema,
    errors: ['DOCUMENT_NOT_FOUND'],
  }),
} as const;
