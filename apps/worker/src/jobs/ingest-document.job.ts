import type { JobPayload } from '@mingda/contracts';
import type { VersionRepository } from '@mingda/database';
import type { IngestDocument } from '@mingda/ingestion';
import type { MingdaError } from '@mingda/platform';
import { failureOf } from '../failure-of.ts';
import type { Job } from '../job.ts';

interface Dependencies {
  readonly ingestDocument: Pick<IngestDocument, 'execute'>;
  readonly versions: Pick<VersionRepository, 'fail'>;
  readonly concurrency: number;
}

export class IngestDocumentJob implements Job<'ingest-document'> {
  readonly name = 'ingest-document';
  readonly concurrency: number;
  private readonly ingestDocument: Dependencies['ingestDocument'];
  private readonly versions: Dependencies['versions'];

  constructor({ ingestDocument, versions, concurrency }: Dependencies) {
    this.ingestDocument = ingestDocument;
    this.versions = versions;
    this.concurrency = concurrency;
  }

  run({ versionId }: JobPayload<'ingest-document'>, signal: AbortSignal): Promise<void> {
    return this.ingestDocument.execute(versionId, { signal });
  }

  giveUp({ versionId }: JobPayload<'ingest-document'>, error: MingdaError): Promise<void> {
    return this.versions.fail(versionId, failureOf(error));
  }
}
