export { MingdaApiRetriever, type MingdaApiRetrieverOptions } from './mingda-api-retriever.ts';
export { MingdaRetriever, type MingdaRetrieverOptions } from './mingda-retriever.ts';
export type { PassageMetadata } from './passage-document.ts';
