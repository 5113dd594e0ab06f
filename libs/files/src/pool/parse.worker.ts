import { parentPort } from 'node:worker_threads';
import { toMingdaError } from '@mingda/platform';
import { parseContent } from '../parsers/parse-content.ts';
import type { ParseFailure, ParseReply, ParseRequest } from './messages.ts';

function failureOf(thrown: unknown): ParseFailure {
  const error = toMingdaError(thrown);
  const detail = error.detail === undefined ? {} : { detail: error.detail };
  const subject = error.subject === undefined ? {} : { subject: error.subject };
  return { code: error.code, fixes: error.fixes, ...detail, ...subject };
}

async function answer({ content, fileName, limits, known, password }: ParseRequest): Promise<ParseReply> {
  try {
    const unlock = password === undefined ? {} : { password };
    return await parseContent({ bytes: Buffer.from(content), fileName, ...unlock }, limits, known);
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

parentPort?.on('message', (request: ParseRequest) => {
  void answer(request).then((reply) => parentPort?.postMessage(reply));
});
