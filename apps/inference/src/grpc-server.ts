import { readFileSync } from 'node:fs';
import {
  Server,
  ServerCredentials,
  type Metadata,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import {
  fromWireGenerateRequest,
  fromWireRequest,
  fromWireRerankRequest,
  maxMessageBytes,
  protoFile,
  protoOptions,
  toWirePiece,
  toWireReply,
  toWireRerankReply,
} from '@mingda/inference';
import { MingdaError, type InferenceServiceConfig } from '@mingda/platform';
import { context, propagation, type Context, type TextMapGetter } from '@opentelemetry/api';
import { HealthImplementation } from 'grpc-health-check';
import { once } from 'node:events';
import { z } from 'zod';
import { toGrpcFailure } from './grpc-status.ts';
import type { InferenceService } from './inference-service.ts';
import { tokenInterceptor } from './security/token.interceptor.ts';

const serviceName = 'mingda.inference.v1.Inference';
const tokenizerRequestSchema = z.object({ model: z.string().min(1) });
/** Answers are out by then; what is left are health watches, which never end by themselves. */
const finishWithinMs = 300;

type Unary = ServerUnaryCall<object, object>;

/** The gRPC door: translates messages, deadlines and cancellations, and calls the service. */
export class GrpcServer {
  readonly #server: Server;
  readonly #health = new HealthImplementation({ '': 'NOT_SERVING', [serviceName]: 'NOT_SERVING' });
  readonly #service: InferenceService;
  readonly #credentials: ServerCredentials;

  /** @throws MingdaError `CONFIG_INVALID` when a file of the key pair cannot be read */
  constructor(service: InferenceService, { token, tls }: Pick<InferenceServiceConfig, 'token' | 'tls'>) {
    this.#service = service;
    this.#credentials = credentialsOf(tls);
    this.#server = new Server({
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
      ...(token === undefined ? {} : { interceptors: [tokenInterceptor(token)] }),
    });
    const definition = loadSync(protoFile, protoOptions);
    const implementation: UntypedServiceImplementation = {
      Embed: (call: Unary, answer: sendUnaryData<object>) => this.#embed(call, answer),
      GetTokenizer: (call: Unary, answer: sendUnaryData<object>) => this.#tokenizer(call, answer),
      Rerank: (call: Unary, answer: sendUnaryData<object>) => this.#rerank(call, answer),
      Generate: (call: ServerWritableStream<object, object>) => {
        void context.with(traceOf(call.metadata), () => this.#generate(call));
      },
    };
    this.#server.addService(definition[serviceName] as ServiceDefinition, implementation);
    this.#health.addToServer(this.#server);
    new ReflectionService(definition).addToServer(this.#server);
  }

  /**
   * @returns the port, which differs from the given one when that is 0
   * @throws MingdaError `CONFIG_INVALID` when the address cannot be listened on
   */
  listen(host: string, port: number): Promise<number> {
    const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(address, this.#credentials, (error, bound) => {
        if (error === null) resolve(bound);
        else
          reject(
            new MingdaError('CONFIG_INVALID', {
              subject: address,
              detail: error.message,
              fixes: ['stop the process that listens there', 'set MINGDA_INFERENCE_GRPC_PORT to a free port'],
              cause: error,
            }),
          );
      });
    });
  }

  /** What the health service tells balancers and orchestrators. */
  setServing(serving: boolean): void {
    for (const name of ['', serviceName]) this.#health.setStatus(name, serving ? 'SERVING' : 'NOT_SERVING');
  }

  /** Takes no new calls, lets running ones finish for a moment, then cuts them off. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#server.forceShutdown(), finishWithinMs);
      this.#server.tryShutdown(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #embed(call: Unary, answer: sendUnaryData<object>): void {
    const signal = callerSignal(call);
    settle(call, answer, async () => {
      const request = fromWireRequest(call.request);
      return toWireReply(await this.#service.embed({ ...request, signal }, 'grpc'));
    });
  }

  #rerank(call: Unary, answer: sendUnaryData<object>): void {
    const signal = callerSignal(call);
    settle(call, answer, async () => {
      const request = fromWireRerankRequest(call.request);
      return toWireRerankReply(await this.#service.rerank({ ...request, signal }, 'grpc'));
    });
  }

  #tokenizer(call: Unary, answer: sendUnaryData<object>): void {
    settle(call, answer, async () => {
      const parsed = tokenizerRequestSchema.safeParse(call.request);
      if (!parsed.success) throw new MingdaError('INVALID_INPUT', { subject: 'model' });
      return { content: await this.#service.tokenizer(parsed.data.model) };
    });
  }

  async #generate(call: ServerWritableStream<object, object>): Promise<void> {
    const signal = callerSignal(call);
    try {
      const asked = fromWireGenerateRequest(call.request);
      for await (const piece of this.#service.generate(asked, { signal, transport: 'grpc' })) {
        if (!call.write(toWirePiece(piece)) && !signal.aborted) await once(call, 'drain', { signal }).catch(() => {});
      }
      call.end();
    } catch (error) {
      call.emit('error', toGrpcFailure(error));
    }
  }
}

/** Fires when the caller hangs up or its deadline passes. */
function callerSignal(call: { on(event: 'cancelled', listener: () => void): unknown }): AbortSignal {
  const caller = new AbortController();
  call.on('cancelled', () => caller.abort());
  return caller.signal;
}

const fromMetadata: TextMapGetter<Metadata> = {
  keys: (metadata) => Object.keys(metadata.getMap()),
  get: (metadata, key) => metadata.get(key).map(String),
};

/** The trace that the caller brings. */
const traceOf = (metadata: Metadata): Context => propagation.extract(context.active(), metadata, fromMetadata);

function settle(call: Unary, answer: sendUnaryData<object>, work: () => Promise<object>): void {
  context.with(traceOf(call.metadata), work).then(
    (reply) => answer(null, reply),
    (error: unknown) => answer(toGrpcFailure(error)),
  );
}

function credentialsOf(tls: InferenceServiceConfig['tls']): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  try {
    return ServerCredentials.createSsl(null, [
      { cert_chain: readFileSync(tls.certFile), private_key: readFileSync(tls.keyFile) },
    ]);
  } catch (cause) {
    throw new MingdaError('CONFIG_INVALID', {
      subject: 'MINGDA_INFERENCE_TLS_CERT, MINGDA_INFERENCE_TLS_KEY',
      detail: cause instanceof Error ? cause.message : String(cause),
      fixes: ['name a PEM certificate and its key that this process may read'],
      cause,
    });
  }
}
