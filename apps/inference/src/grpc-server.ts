import {
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { fromWireRequest, maxMessageBytes, protoFile, protoOptions, toWireReply } from '@mingda/inference';
import { MingdaError } from '@mingda/platform';
import { HealthImplementation } from 'grpc-health-check';
import { z } from 'zod';
import type { EmbedService } from './embed-service.ts';
import { toGrpcFailure } from './grpc-status.ts';

const serviceName = 'mingda.inference.v1.Inference';
const tokenizerRequestSchema = z.object({ model: z.string().min(1) });
const finishWithinMs = 2_000;

type Unary = ServerUnaryCall<object, object>;

/** The gRPC door: translates messages, deadlines and cancellations, and calls the service. */
export class GrpcServer {
  readonly #server: Server;
  readonly #health = new HealthImplementation({ '': 'NOT_SERVING', [serviceName]: 'NOT_SERVING' });
  readonly #service: EmbedService;

  constructor(service: EmbedService) {
    this.#service = service;
    this.#server = new Server({
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
    });
    const definition = loadSync(protoFile, protoOptions);
    const implementation: UntypedServiceImplementation = {
      Embed: (call: Unary, answer: sendUnaryData<object>) => this.#embed(call, answer),
      GetTokenizer: (call: Unary, answer: sendUnaryData<object>) => this.#tokenizer(call, answer),
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
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else
          reject(
            new MingdaError('CONFIG_INVALID', {
              subject: `${host}:${port}`,
              detail: error.message,
              fixes: ['stop the process that listens there'],
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
    const caller = new AbortController();
    // Also raised when the caller's deadline passes.
    call.on('cancelled', () => caller.abort());
    settle(answer, async () => {
      const request = fromWireRequest(call.request);
      return toWireReply(await this.#service.embed({ ...request, signal: caller.signal }));
    });
  }

  #tokenizer(call: Unary, answer: sendUnaryData<object>): void {
    settle(answer, async () => {
      const parsed = tokenizerRequestSchema.safeParse(call.request);
      if (!parsed.success) throw new MingdaError('INVALID_INPUT', { subject: 'model' });
      return { content: await this.#service.tokenizer(parsed.data.model) };
    });
  }
}

function settle(answer: sendUnaryData<object>, work: () => Promise<object>): void {
  work().then(
    (reply) => answer(null, reply),
    (error: unknown) => answer(toGrpcFailure(error)),
  );
}
