import { availableParallelism } from 'node:os';
import { DocumentParser } from '@mingda/files';
import { OcrReader } from '@mingda/ocr';
import type { Config, Logger } from '@mingda/platform';

/** The reader of documents, with the reader of pictures where it is switched on. */
export function openParser(config: Config, logger: Logger): DocumentParser {
  const { limits, ocr, ingestConcurrency } = config;
  const threads = ocr.threads ?? Math.max(1, Math.min(4, availableParallelism()));
  const recogniser = ocr.enabled ? new OcrReader({ threads, logger }) : undefined;
  return new DocumentParser({ limits, threads: ingestConcurrency, logger, recogniser });
}
