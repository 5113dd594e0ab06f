/** A PostgreSQL server with pgvector for tests; nothing in it is worth keeping. */
export interface ThrowAwayServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}
