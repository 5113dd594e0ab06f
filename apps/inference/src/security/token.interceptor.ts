import { Metadata, ServerInterceptingCall, status, type ServerInterceptor } from '@grpc/grpc-js';
import { codeMetadata } from '@mingda/inference';
import { MingdaError } from '@mingda/platform';
import { ServiceToken } from './service-token.ts';

/** What balancers ask before they know of any token. */
const healthPath = '/grpc.health.v1.Health/';

/** Asks for `authorization: Bearer <token>` in the metadata of every call but those of the health service. */
export function tokenInterceptor(token: string): ServerInterceptor {
  const expected = new ServiceToken(token);
  return (method, call) =>
    new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, proceed) => {
            const [given] = metadata.get('authorization');
            if (method.path.startsWith(healthPath) || expected.allows(given?.toString())) {
              proceed(metadata);
              return;
            }
            const { code, entry } = new MingdaError('UNAUTHENTICATED');
            const trailer = new Metadata();
            trailer.set(codeMetadata, code);
            call.sendStatus({ code: status.UNAUTHENTICATED, details: entry.en, metadata: trailer });
          },
        }),
    });
}
