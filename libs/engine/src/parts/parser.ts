import { availableParallelism } from 'node:os';
import { Converter, DocumentParser } from '@mingda/files';
import { OcrReader, TurnTakingReader } from '@mingda/ocr';
import type { Config, Logger } from '@mingda/platform';

/** The reader of documents, with the reader of pictures and the converter of old formats where they are switched on. */
export function openParser(config: Config, logger: Logger): DocumentParser {
  const { limits, ocr, ingest, converter: command } = config;
  const threads = ocr.threads ?? Math.max(1, Math.min(4, availableParallelism()));
  const recogniser = ocr.enabled ? new TurnTakingReader(new OcrReader({ threads, logger })) : undefined;
  const { parseMs: timeoutMs, expandedBytes: outputBytes } = limits;
  const converter = command === undefined ? undefined : new Converter({ command, timeoutMs, outputBytes });
  return new DocumentParser({ limits, threads: ingest.concurrency + 1, logger, recogniser, converter });
}
