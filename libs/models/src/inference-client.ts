import { readFileSync } from 'node:fs';
import { credentials, Metadata, type ChannelCredentials, type ServiceError } from '@grpc/grpc-js';
import { loadSync, type MethodDefinition, type ServiceDefinition } from '@grpc/proto-loader';
import type { EmbedReply, EmbedRequest } from '@mingda/contracts';
import {
  fromWirePiece,
  fromWireReply,
  fromWireRerankReply,
  protoFile,
  protoOptions,
  toWireGenerateRequest,
  toWireRequest,
  toWireRerankRequest,
  type AddressedGeneration,
  type GenerationPiece,
  type RerankReply,
  type RerankRequest,
} from '@mingda/inference';
import { MingdaError, type Logger, type ReplicasConfig } from '@mingda/platform';
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { z } from 'zod';
import type { CircuitOptions } from './replicas/circuit-breaker.ts';
import { createReplicaSource } from './replicas/create-replica-source.ts';
import { Failover, type Attempt, type CallLimits } from './replicas/failover.ts';
import { openPieces } from './replicas/piece-stream.ts';
import { ReplicaSet } from './replicas/replica-set.ts';

export interface InferenceClientOptions {
  /** `host:port`, several separated by commas, `dns:///host:port` or `etcd:///`. */
  readonly target: string;
  readonly replicas: ReplicasConfig;
  readonly logger?: Logger | undefined;
  readonly circuit?: Partial<CircuitOptions> | undefined;
  /** Milliseconds from which a live call counts as slow. */
  readonly slowMs?: number | undefined;
}

interface UnaryCall extends CallLimits {
  readonly method: 'Embed' | 'GetTokenizer' | 'Rerank';
  readonly message: object;
}

export interface ReplicaState {
  readonly address: string;
  readonly health: string;
  readonly circuit: string;
  readonly inFlight: number;
}

const serviceName = 'mingda.inference.v1.Inference';
const deadlineMs = { live: 20_000, bulk: 600_000 };
const tokenizerDeadlineMs = 120_000;
const tokenizerSchema = z.object({ content: z.custom<Uint8Array>((it) => it instanceof Uint8Array) });
const tracer = trace.getTracer('mingda.inference-client');

/**
 * The gRPC side of the inference service, as a caller sees it. Embedding and reranking change nothing, so they are tried
 * on another replica when one fails; a text that is being written is not, once its first piece is out.
 */
export class InferenceClient {
  readonly #methods: ServiceDefinition;
  readonly #replicas: ReplicaSet;
  readonly #failover: Failover;
  readonly #target: string;
  readonly #token: string | undefined;

  /** @throws MingdaError `CONFIG_INVALID` when the target is no address, or the authority's file cannot be read */
  constructor({ target, replicas, logger, circuit, slowMs }: InferenceClientOptions) {
    this.#methods = loadSync(protoFile, protoOptions)[serviceName] as ServiceDefinition;
    this.#target = target;
    this.#token = replicas.token;
    this.#replicas = new ReplicaSet({
      target,
      source: createReplicaSource(target, replicas, logger),
      replica: { service: serviceName, credentials: credentialsOf(replicas.caFile), circuit },
    });
    this.#failover = new Failover({ target, replicas: this.#replicas, slowMs });
  }

  /** @throws MingdaError the code that the service gave, or `INFERENCE_UNAVAILABLE` when no replica can be reached */
  async embed(request: EmbedRequest, dimensions: number): Promise<EmbedReply> {
    const reply = await this.#unary({
      method: 'Embed',
      message: toWireRequest(request),
      deadlineMs: deadlineMs[request.priority],
      watchSlow: request.priority === 'live',
      signal: request.signal,
    });
    return fromWireReply(reply, { items: request.items, dimensions });
  }

  /** @throws MingdaError as `embed` */
  async rerank(request: RerankRequest): Promise<RerankReply> {
    const reply = await this.#unary({
      method: 'Rerank',
      message: toWireRerankRequest(request),
      deadlineMs: deadlineMs[request.priority],
      watchSlow: request.priority === 'live',
      signal: request.signal,
    });
    return fromWireRerankReply(reply, request.texts.length);
  }

  /** Another replica is asked only before the first piece. @throws MingdaError as `embed` */
  async *generate(asked: AddressedGeneration, signal: AbortSignal): AsyncGenerator<GenerationPiece> {
    const { path, requestSerialize, responseDeserialize }: MethodDefinition<object, object> = this.#methods.Generate;
    const message = toWireGenerateRequest(asked);
    const limits = { deadlineMs: deadlineMs.bulk, signal, watchSlow: false };
    const stream = await this.#failover.run(limits, ({ replica, deadline }) =>
      openPieces(
        replica.client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, message, this.#metadata(), {
          deadline,
        }),
        signal,
      ),
    );
    for await (const piece of stream.pieces(this.#target)) yield fromWirePiece(piece);
  }

  /** The text of a model's `tokenizer.json`; the service loads the model for it when it has not yet. */
  async tokenizer(model: string): Promise<string> {
    const reply = tokenizerSchema.parse(
      await this.#unary({
        method: 'GetTokenizer',
        message: { model },
        deadlineMs: tokenizerDeadlineMs,
        watchSlow: false,
      }),
    );
    return Buffer.from(reply.content).toString('utf8');
  }

  /** How the replicas look from here. */
  states(): ReplicaState[] {
    return this.#replicas.replicas.map(({ address, health, circuit, inFlight }) => ({
      address,
      health,
      circuit: circuit.state,
      inFlight,
    }));
  }

  close(): void {
    this.#replicas.close();
  }

  #unary({ method, message, ...limits }: UnaryCall): Promise<unknown> {
    return tracer.startActiveSpan(`inference.client.${method}`, { kind: SpanKind.CLIENT }, async (span) => {
      try {
        return await this.#failover.run(limits, (attempt) => this.#attempt(method, message, { ...attempt, ...limits }));
      } finally {
        span.end();
      }
    });
  }

  #attempt(
    method: UnaryCall['method'],
    message: object,
    { replica, deadline, signal }: Attempt & CallLimits,
  ): Promise<unknown> {
    const { path, requestSerialize, responseDeserialize }: MethodDefinition<object, object> = this.#methods[method];
    return new Promise((resolve, reject) => {
      const call = replica.client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        message,
        this.#metadata(),
        { deadline },
        (error: ServiceError | null, reply?: object) => {
          signal?.removeEventListener('abort', onAbort);
          if (error === null) resolve(reply);
          else reject(error);
        },
      );
      const onAbort = (): void => call.cancel();
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** The token and the trace of the caller. */
  #metadata(): Metadata {
    const metadata = new Metadata();
    if (this.#token !== undefined) metadata.set('authorization', `Bearer ${this.#token}`);
    propagation.inject(context.active(), metadata, { set: (carrier, key, value) => carrier.set(key, value) });
    return metadata;
  }
}

function credentialsOf(caFile: string | undefined): ChannelCredentials {
  if (caFile === undefined) return credentials.createInsecure();
  try {
    return credentials.createSsl(readFileSync(caFile));
  } catch (cause) {
    throw new MingdaError('CONFIG_INVALID', {
      subject: `MINGDA_INFERENCE_TLS_CA=${caFile}`,
      detail: cause instanceof Error ? cause.message : String(cause),
      fixes: ['name a PEM file that this process may read'],
      cause,
    });
  }
}
