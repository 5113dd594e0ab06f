import { isIP } from 'node:net';
import { MingdaError, type Logger, type ReplicasConfig } from '@mingda/platform';
import { DnsSource } from './dns-source.ts';
import { EtcdClient } from './etcd-client.ts';
import { EtcdSource } from './etcd-source.ts';
import type { ReplicaSource } from './replica-source.ts';

/**
 * @param target `host:port`, several of them separated by commas, `dns:///host:port` for all addresses of a name, or
 *   `etcd:///` for the replicas that announced themselves in the configured etcd
 * @throws MingdaError `CONFIG_INVALID`
 */
export function createReplicaSource(target: string, { etcd }: ReplicasConfig, logger?: Logger): ReplicaSource {
  if (target.startsWith('etcd:')) {
    if (etcd !== undefined) return new EtcdSource(new EtcdClient(etcd.endpoints), logger);
    throw new MingdaError('CONFIG_INVALID', {
      subject: `MINGDA_INFERENCE_URL=${target}`,
      detail: 'the addresses of the etcd cluster are not known',
      fixes: ['set MINGDA_ETCD_ENDPOINTS'],
    });
  }
  const addresses = target
    .replace(/^dns:\/\/\//, '')
    .split(',')
    .map((it) => it.trim());
  for (const address of addresses) hostAndPort(address, target);
  const [{ host }] = addresses.map((address) => hostAndPort(address, target));
  if (addresses.length === 1 && isIP(host) === 0 && host !== 'localhost') return new DnsSource(addresses[0]);
  return new FixedSource(addresses);
}

/** @throws MingdaError `CONFIG_INVALID` */
function hostAndPort(address: string, target: string): { host: string; port: string } {
  const parts = /^(?:\[(?<v6>[\da-f:]+)\]|(?<name>[^\s:/[\]]+)):(?<port>\d{1,5})$/i.exec(address)?.groups;
  if (parts === undefined)
    throw new MingdaError('CONFIG_INVALID', {
      subject: `MINGDA_INFERENCE_URL=${target}`,
      detail: `"${address}" is not host:port`,
      fixes: ['write host:port, several separated by commas, dns:///host:port or etcd:///'],
    });
  return { host: parts.v6 ?? parts.name, port: parts.port };
}

/** The addresses that the configuration lists. */
class FixedSource implements ReplicaSource {
  readonly #addresses: readonly string[];

  constructor(addresses: readonly string[]) {
    this.#addresses = addresses;
  }

  start(onAddresses: (addresses: readonly string[]) => void): void {
    onAddresses(this.#addresses);
  }

  refresh(): void {}

  close(): void {}
}
