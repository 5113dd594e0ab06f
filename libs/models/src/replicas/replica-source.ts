/** Where the addresses of the replicas come from. */
export interface ReplicaSource {
  /** Name that certificates are checked against when the addresses are bare numbers. */
  readonly serverName?: string | undefined;
  /** Tells the addresses, `host:port`, once they are known and whenever they change. */
  start(onAddresses: (addresses: readonly string[]) => void): void;
  /** A replica did not answer: it may have moved. */
  refresh(): void;
  close(): void;
}
