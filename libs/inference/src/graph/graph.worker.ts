import { writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { GraphTask } from './graph-files.ts';
import { fixedRangeGraph } from './fixed-range-graph.ts';

// In a thread that ends at once: the bytes of the weights exist several times while the file is made.
const { model, ranges, target } = workerData as GraphTask;
const graph = await fixedRangeGraph(model, ranges);
if (graph !== undefined) writeFileSync(target, graph, { mode: 0o600 });
parentPort?.postMessage(graph !== undefined);
