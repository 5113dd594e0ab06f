import { parentPort, workerData } from 'node:worker_threads';
import { makeReportFile, type FileRequest } from './report-file.ts';

/** A thread that makes one file and ends: a PDF takes the better part of a second, in which no question would be answered. */
parentPort?.postMessage(await makeReportFile(workerData as FileRequest));
