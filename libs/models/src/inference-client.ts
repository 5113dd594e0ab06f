import { Client, credentials, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { loadSync, type MethodDefinition, type ServiceDefinition } from '@grpc/proto-loader';
import { errorCatalogue, type EmbedReply, type EmbedRequest, type ErrorCode } from '@mingda/contracts';
import {
  codeMetadata,
  detailMetadata,
  fromWireReply,
  maxMessageBytes,
  protoFile,
  protoOptions,
  toWireRequest,
} from '@mingda/inference';
import { MingdaError } from '@mingda/platform';
import { z } from 'zod';

interface UnaryCall {
  readonly method: 'Embed' | 'GetTokenizer';
  readonly message: object;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

const serviceName = 'mingda.inference.v1.Inference';
const deadlineMs = { live: 20_000, bulk: 600_000 };
const tokenizerDeadlineMs = 120_000;
const tokenizerSchema = z.object({ content: z.custom<Uint8Array>((it) => it instanceof Uint8Array) });

/**
 * All calls are free of side effects, so trying again on another replica is safe. Calls go round the addresses that the
 * name resolves to.
 */
const serviceConfig = {
  loadBalancingConfig: [{ round_robin: {} }],
  methodConfig: [
    {
      name: [{ service: serviceName }],
      retryPolicy: {
        maxAttempts: 4,
        initialBackoff: '0.1s',
        maxBackoff: '1s',
        backoffMultiplier: 2,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
  ],
};

const codeOfStatus: Partial<Record<number, ErrorCode>> = {
  [status.CANCELLED]: 'INFERENCE_CANCELLED',
  [status.DEADLINE_EXCEEDED]: 'INFERENCE_TIMEOUT',
  [status.RESOURCE_EXHAUSTED]: 'INFERENCE_QUEUE_FULL',
  [status.INVALID_ARGUMENT]: 'INVALID_INPUT',
};

/** The gRPC side of the inference service, as a caller sees it. */
export class InferenceClient {
  readonly #address: string;
  readonly #client: Client;
  readonly #methods: ServiceDefinition;

  /** @param address `host:port` or any target that gRPC resolves, such as `dns:///inference:50051` */
  constructor(address: string) {
    this.#address = address;
    this.#methods = serviceDefinition();
    this.#client = new Client(address, credentials.createInsecure(), {
      'grpc.service_config': JSON.stringify(serviceConfig),
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
    });
  }

  /** @throws MingdaError the code that the service gave, or `MODEL_UNAVAILABLE` when it cannot be reached */
  async embed(request: EmbedRequest, dimensions: number): Promise<EmbedReply> {
    const reply = await this.#call({
      method: 'Embed',
      message: toWireRequest(request),
      deadlineMs: deadlineMs[request.priority],
      signal: request.signal,
    });
    return fromWireReply(reply, { items: request.items, dimensions });
  }

  /** The text of a model's `tokenizer.json`; the service loads the model for it when it has not yet. */
  async tokenizer(model: string): Promise<string> {
    const reply = tokenizerSchema.parse(
      await this.#call({ method: 'GetTokenizer', message: { model }, deadlineMs: tokenizerDeadlineMs }),
    );
    return Buffer.from(reply.content).toString('utf8');
  }

  close(): void {
    this.#client.close();
  }

  #call({ method, message, deadlineMs: limit, signal }: UnaryCall): Promise<unknown> {
    const { path, requestSerialize, responseDeserialize }: MethodDefinition<object, object> = this.#methods[method];
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(new MingdaError('INFERENCE_CANCELLED'));
        return;
      }
      const call = this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        message,
        new Metadata(),
        { deadline: Date.now() + limit },
        (error: ServiceError | null, reply?: object) => {
          signal?.removeEventListener('abort', onAbort);
          if (error === null) resolve(reply);
          else reject(this.#failure(error, signal));
        },
      );
      const onAbort = (): void => call.cancel();
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  #failure(error: ServiceError, signal: AbortSignal | undefined): MingdaError {
    const [given] = error.metadata.get(codeMetadata);
    const [detail] = error.metadata.get(detailMetadata);
    const late = signal?.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
    const code = isErrorCode(given)
      ? given
      : late
        ? 'INFERENCE_TIMEOUT'
        : (codeOfStatus[error.code] ?? 'MODEL_UNAVAILABLE');
    return new MingdaError(code, {
      subject: `inference service ${this.#address}`,
      detail: typeof detail === 'string' ? decodeURIComponent(detail) : error.details,
      fixes:
        code === 'MODEL_UNAVAILABLE'
          ? ['check that the inference service runs and is ready', 'check MINGDA_INFERENCE_URL']
          : [],
      cause: error,
    });
  }
}

function serviceDefinition(): ServiceDefinition {
  const loaded = loadSync(protoFile, protoOptions);
  return loaded[serviceName] as ServiceDefinition;
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCatalogue, value);
}
