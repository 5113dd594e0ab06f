import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { makeReportFile, type FileRequest, type ReportFile } from './report-file.ts';

/** Forms that take long enough to hold up everything else. */
const slow: ReadonlySet<FileRequest['format']> = new Set(['pdf', 'xlsx']);

/** The same as `makeReportFile`, in a thread of its own where that is worth one. */
export async function renderApart(request: FileRequest): Promise<ReportFile> {
  if (!slow.has(request.format)) return makeReportFile(request);
  const script = new URL(`./report-file.worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  const worker = new Worker(script, { workerData: request, execArgv: [] });
  try {
    // A thread that fails emits `error`, which rejects.
    const [file] = (await once(worker, 'message')) as [ReportFile];
    return file;
  } finally {
    await worker.terminate();
  }
}
