import { Client, type ChannelCredentials, type ClientReadableStream } from '@grpc/grpc-js';
import { maxMessageBytes } from '@mingda/inference';
import { service as healthService } from 'grpc-health-check';
import { CircuitBreaker, type CircuitOptions } from './circuit-breaker.ts';

/** What a replica's health service says; `unknown` while it cannot be asked. */
export type Health = 'serving' | 'not-serving' | 'unknown';

export interface ReplicaOptions {
  readonly address: string;
  /** Name of the service whose health is watched. */
  readonly service: string;
  readonly credentials: ChannelCredentials;
  /** Name that the certificate is checked against, where the address is a number. */
  readonly serverName?: string | undefined;
  readonly circuit?: Partial<CircuitOptions> | undefined;
}

const watchAgainMs = 500;
const maxWatchAgainMs = 10_000;
const keepAliveMs = 10_000;
const keepAliveTimeoutMs = 5_000;

/** One replica as a client sees it: its channel, what runs on it, its circuit and its health. */
export class Replica {
  readonly address: string;
  readonly client: Client;
  readonly circuit: CircuitBreaker;
  /** Calls that wait for an answer. */
  inFlight = 0;
  /** Why the last failed call failed, for the error that names the replica. */
  lastFailure: string | undefined;
  readonly #service: string;
  #health: Health = 'unknown';
  #watch: ClientReadableStream<object> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;

  constructor({ address, service, credentials, serverName, circuit }: ReplicaOptions) {
    this.address = address;
    this.#service = service;
    this.circuit = new CircuitBreaker(circuit);
    this.client = new Client(address, credentials, {
      'grpc.max_receive_message_length': maxMessageBytes,
      'grpc.max_send_message_length': maxMessageBytes,
      // A machine that vanishes closes no connection: without pings its calls would hang until their deadline.
      'grpc.keepalive_time_ms': keepAliveMs,
      'grpc.keepalive_timeout_ms': keepAliveTimeoutMs,
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 5_000,
      // Trying again is decided over all replicas, not inside one channel.
      'grpc.enable_retries': 0,
      ...(serverName === undefined
        ? {}
        : { 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName }),
    });
    this.#follow();
  }

  get health(): Health {
    return this.#health;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#watch?.cancel();
    this.client.close();
  }

  #follow(): void {
    const { path, requestSerialize, responseDeserialize } = healthService.Watch;
    const watch = this.client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, {
      service: this.#service,
    });
    this.#watch = watch;
    watch.on('data', (reply: { status: string }) => {
      this.#failures = 0;
      this.#health = reply.status === 'SERVING' ? 'serving' : 'not-serving';
      if (this.#health === 'serving') this.circuit.probeNow();
    });
    // The end follows every error; an error without a listener would end the process.
    watch.on('error', () => {});
    watch.on('status', () => this.#followAgain());
  }

  #followAgain(): void {
    this.#health = 'unknown';
    if (this.#closed) return;
    const wait = Math.min(watchAgainMs * 2 ** this.#failures, maxWatchAgainMs);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#follow(), wait * (0.5 + Math.random() / 2)).unref();
  }
}
