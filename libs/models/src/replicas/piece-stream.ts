import type { ClientReadableStream, ServiceError } from '@grpc/grpc-js';
import { MingdaError } from '@mingda/platform';
import { isServiceError, toFailure } from './call-failure.ts';

/** The messages of a call whose first one has arrived. */
export interface PieceStream {
  /** Leaving the loop early cancels the call. @param target named in errors */
  pieces(target: string): AsyncGenerator;
}

/**
 * Waits for the first message, so that a failure before it can still be answered by another replica.
 * @throws ServiceError when the call fails before its first message
 */
export async function openPieces(call: ClientReadableStream<object>, signal: AbortSignal): Promise<PieceStream> {
  const onAbort = (): void => call.cancel();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const messages: AsyncIterator<unknown> = call[Symbol.asyncIterator]();
  let first: IteratorResult<unknown>;
  try {
    first = await messages.next();
  } catch (error) {
    signal.removeEventListener('abort', onAbort);
    throw error as ServiceError;
  }
  return {
    async *pieces(target) {
      try {
        for (let it = first; it.done !== true; it = await messages.next()) yield it.value;
      } catch (error) {
        throw isServiceError(error) ? toFailure(error, target, signal) : new MingdaError('INTERNAL', { cause: error });
      } finally {
        signal.removeEventListener('abort', onAbort);
        call.cancel();
      }
    },
  };
}
