import type { Evaluation } from '@mingda/contracts';
import { setTimeout as delay } from 'node:timers/promises';

export interface ScoreRequest {
  readonly url: string;
  readonly token: string;
  readonly collectionId: string;
}

const goldSet = 'sample';
const pollMs = 1000;

/** Scores on the server, so that the portal shows the same evaluation afterwards. */
export async function scoreGoldSet({ url, token, collectionId }: ScoreRequest): Promise<Evaluation> {
  const call = async (path: string, init: RequestInit = {}): Promise<Evaluation> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/api/v1${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`evaluation: HTTP ${response.status} ${await response.text()}`);
    return (await response.json()) as Evaluation;
  };
  let evaluation = await call('/evaluations', { method: 'POST', body: JSON.stringify({ collectionId, goldSet }) });
  while (evaluation.state === 'queued' || evaluation.state === 'running') {
    await delay(pollMs);
    evaluation = await call(`/evaluations/${evaluation.id}`);
    if (process.stderr.isTTY) process.stderr.write(`\r${goldSet}: ${Math.round(evaluation.progress * 100)} % `);
  }
  if (process.stderr.isTTY) process.stderr.write('\n');
  if (evaluation.state === 'failed') throw new Error(`evaluation failed: ${evaluation.failure?.code ?? 'unknown'}`);
  return evaluation;
}
