export type { Connectors } from './connectors/connectors.ts';
export { CheckSource } from './manage/check-source.ts';
export { ControlRuns } from './manage/control-runs.ts';
export { ManageSources } from './manage/manage-sources.ts';
export { PushDocuments } from './manage/push-documents.ts';
export type { FailedItem, ListedItem, ListingContext, SourceConnector, SourceItem } from './source-connector.ts';
export { sourceWork } from './source-work.ts';
export { createSources, type SourceDependencies, type SourceParts } from './sources.ts';
