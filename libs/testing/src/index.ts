export { drawnPdf, protectedPdf } from './drawn-pdf.ts';
export { FakeEmbedder } from './fake-embedder.ts';
export { goldSetOfManuals, manuals } from './manuals.ts';
export { readManifest, type Clause } from './public-files.ts';
export { overlapModel, overlapScore, writeOverlapModel } from './overlap-cross-encoder.ts';
export { preparedDataDir } from './prepared-data-dir.ts';
export {
  publishedVersion,
  randomChunks,
  randomVector,
  seededRandom,
  type RandomChunkOptions,
} from './random-chunks.ts';
export { acceptSample, failSample, sampleCollection, type SampleCollection } from './sample-collection.ts';
export { schemaText } from './schema-text.ts';
export { testDatabases, type OpenedDatabase, type TestDatabase } from './test-databases.ts';
export { zip } from './zip.ts';
export { objectStorePrograms, type ObjectStore, type ObjectStoreProgram } from './servers/object-stores.ts';
export { mailServerProgram, type MailServer } from './servers/mail-server.ts';
