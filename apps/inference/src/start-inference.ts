import 'reflect-metadata';
import type { InferenceMetrics } from '@mingda/inference';
import { MingdaError, type Config, type Logger } from '@mingda/platform';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { EmbedService } from './embed-service.ts';
import { GrpcServer } from './grpc-server.ts';
import { InferenceModule } from './inference.module.ts';

export interface RunningInference {
  readonly grpcPort: number;
  readonly httpUrl: string;
  /** Resolves once the models are warm; rejects when they cannot be loaded. */
  readonly ready: Promise<void>;
  metrics(): InferenceMetrics;
  /** Tells balancers first, finishes what was accepted for a bounded time, then stops listening. */
  close(): Promise<void>;
}

const defaultGrpcPort = 50_051;

/** Opens both doors at once; health says `NOT_SERVING` until the models are warm. */
export async function startInference(
  config: Config,
  logger: Logger,
  grpcPort: number = defaultGrpcPort,
): Promise<RunningInference> {
  const service = await EmbedService.open(config, logger);
  const grpc = new GrpcServer(service);
  service.onState = (state) => grpc.setServing(state === 'ready');
  const boundPort = await grpc.listen(config.http.host, grpcPort);
  const http = await NestFactory.create<NestFastifyApplication>(
    InferenceModule.forService(service),
    new FastifyAdapter(),
    { logger: false, abortOnError: false },
  );
  await listen(http, config.http);
  return {
    grpcPort: boundPort,
    httpUrl: await http.getUrl(),
    ready: service.warmUp(),
    metrics: () => service.metrics(),
    close: async () => {
      await service.close();
      await grpc.close();
      await http.close();
    },
  };
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
