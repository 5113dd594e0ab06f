import 'reflect-metadata';
import type { InferenceMetrics } from '@mingda/inference';
import { EtcdRegistration } from '@mingda/models';
import { MingdaError, type Config, type Logger } from '@mingda/platform';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { ServedGenerator } from './generation-door.ts';
import { GrpcServer } from './grpc-server.ts';
import { activateCallerTrace } from './http/trace-hook.ts';
import { InferenceModule } from './inference.module.ts';
import { InferenceService } from './inference-service.ts';
import { refuseOpenDoor } from './security/service-token.ts';

export interface RunningInference {
  readonly grpcPort: number;
  readonly httpUrl: string;
  /** Resolves once the models are warm; rejects when they cannot be loaded. */
  readonly ready: Promise<void>;
  metrics(): InferenceMetrics;
  /** Tells balancers first, finishes what was accepted for a bounded time, then stops listening. */
  close(): Promise<void>;
}

export interface StartOptions {
  /** Models that write text. */
  readonly generators?: readonly ServedGenerator[];
}

/**
 * Opens both doors at once; health says `NOT_SERVING` until the models are warm.
 * @throws MingdaError `CONFIG_INVALID` when an address cannot be listened on, or is open to others without a token
 */
export async function startInference(
  config: Config,
  logger: Logger,
  { generators = [] }: StartOptions = {},
): Promise<RunningInference> {
  refuseOpenDoor(config);
  const service = await InferenceService.open(config, logger, generators);
  const grpc = new GrpcServer(service, config.inferenceService);
  service.onState = (state) => grpc.setServing(state === 'ready');
  const boundPort = await grpc.listen(config.http.host, config.inferenceService.grpcPort);
  const http = await createHttp(service, config, logger);
  await listen(http, config.http);
  let registration: EtcdRegistration | undefined;
  let stopping = false;
  const becomeReady = async (): Promise<void> => {
    await service.warmUp();
    if (!stopping) registration = announce(config, boundPort, logger);
  };
  const ready = becomeReady();
  return {
    grpcPort: boundPort,
    httpUrl: await http.getUrl(),
    ready,
    metrics: () => service.metrics(),
    close: async () => {
      stopping = true;
      await Promise.all([service.close(), registration?.close()]);
      await Promise.all([grpc.close(), http.close()]);
    },
  };
}

/** Tells etcd where this replica is, once it is warm. */
function announce(
  { replicas, inferenceService, http }: Config,
  port: number,
  logger: Logger,
): EtcdRegistration | undefined {
  if (replicas.etcd === undefined) return undefined;
  const everywhere = http.host === '0.0.0.0' || http.host === '::';
  const address = inferenceService.advertise ?? `${everywhere ? hostname() : http.host}:${port}`;
  logger.info({ address }, 'announcing in etcd');
  return EtcdRegistration.start({ ...replicas.etcd, address, logger });
}

async function createHttp(service: InferenceService, config: Config, logger: Logger): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: config.inferenceService.maxBodyBytes,
    genReqId: () => randomUUID(),
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    InferenceModule.forService(service, config, logger),
    adapter,
    { logger: false, abortOnError: false },
  );
  activateCallerTrace(adapter.getInstance());
  return app;
}

async function listen(http: NestFastifyApplication, { host, port }: Config['http']): Promise<void> {
  try {
    await http.listen(port, host);
  } catch (cause) {
    throw new MingdaError('CONFIG_INVALID', {
      subject: `${host}:${port}`,
      detail: cause instanceof Error ? cause.message : String(cause),
      fixes: [
        'stop the process that listens there',
        'set MINGDA_PORT to a free port',
        'set MINGDA_HOST to an address of this machine',
      ],
      cause,
    });
  }
}
