import { lookup as lookupOf } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { MingdaError } from '../mingda-error.ts';
import { isPrivateAddress } from './private-addresses.ts';

export interface TargetGuardOptions {
  /**
   * Private targets that may be reached all the same: `true` for every one, or host names, `*.` before a domain for all
   * names below it, addresses and networks such as `10.1.0.0/16`.
   */
  readonly allowPrivate: boolean | readonly string[];
  /** What an operator may do about a refusal. */
  readonly fixes: readonly string[];
}

type Resolved = readonly { readonly address: string; readonly family: number }[];

const lookupAll = promisify(lookupOf);

/**
 * Keeps requests that somebody else chooses the target of out of private networks. An address is judged when it is
 * connected to, after its name was resolved: a name that was harmless when it was saved may point inside later.
 */
export class TargetGuard {
  readonly #everything: boolean;
  readonly #names = new Set<string>();
  readonly #domains: string[] = [];
  readonly #networks = new BlockList();
  readonly #fixes: readonly string[];

  /** @throws MingdaError `CONFIG_INVALID` for an entry that is no host, address or network */
  constructor({ allowPrivate, fixes }: TargetGuardOptions) {
    this.#everything = allowPrivate === true;
    this.#fixes = fixes;
    for (const entry of typeof allowPrivate === 'boolean' ? [] : allowPrivate) this.#allow(entry.toLowerCase());
  }

  /** Whether the operator named this host as one of the own network: its name or literal address. */
  names(host: string): boolean {
    const name = bare(host);
    return (
      this.#names.has(name) ||
      this.#domains.some((domain) => name.endsWith(domain)) ||
      (isIP(name) !== 0 && this.#networks.check(name, familyOf(name)))
    );
  }

  /**
   * Refuses a host that is written as a private address; names are judged by `lookup`, which does not see literals.
   * @throws MingdaError `TARGET_FORBIDDEN`
   */
  check(host: string): void {
    const name = bare(host);
    if (isIP(name) !== 0 && this.#refuses(name, name)) throw this.#forbidden(name);
  }

  /** All addresses of a name, refused as soon as one is private: which one is connected to is not ours to choose. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    lookupOf(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
      } else if (addresses.some(({ address }) => this.#refuses(hostname, address))) {
        callback(this.#forbidden(hostname), []);
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, addresses[0].address, addresses[0].family);
      }
    });
  };

  /**
   * An address of a host that may be connected to, for clients that take no lookup function.
   * @throws MingdaError `TARGET_FORBIDDEN`, or the resolver's own error
   */
  async resolve(host: string): Promise<string> {
    const name = bare(host);
    this.check(name);
    if (isIP(name) !== 0) return name;
    const addresses: Resolved = await lookupAll(name, { all: true });
    if (addresses.some(({ address }) => this.#refuses(name, address))) throw this.#forbidden(name);
    return addresses[0].address;
  }

  #refuses(host: string, address: string): boolean {
    if (this.#everything || !isPrivateAddress(address)) return false;
    return !this.names(host) && !(isIP(address) !== 0 && this.#networks.check(address, familyOf(address)));
  }

  #forbidden(host: string): MingdaError {
    return new MingdaError('TARGET_FORBIDDEN', {
      subject: host,
      detail: 'private and special addresses are refused',
      fixes: this.#fixes,
    });
  }

  #allow(entry: string): void {
    const [address, prefix] = entry.split('/', 2);
    if (isIP(address) !== 0) {
      const family = familyOf(address);
      const bits = prefix === undefined ? NaN : Number(prefix);
      if (prefix === undefined) this.#networks.addAddress(address, family);
      else if (Number.isInteger(bits) && bits >= 0 && bits <= (family === 'ipv4' ? 32 : 128))
        this.#networks.addSubnet(address, bits, family);
      else throw invalid(entry);
    } else if (/^\*\.[a-z0-9.-]+$/.test(entry)) {
      this.#domains.push(entry.slice(1));
    } else if (/^[a-z0-9_]([a-z0-9._-]*[a-z0-9])?$/.test(entry)) {
      this.#names.add(entry);
    } else {
      throw invalid(entry);
    }
  }
}

/** Without the brackets of an IPv6 literal and the dot of an absolute name. */
function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

function invalid(entry: string): MingdaError {
  return new MingdaError('CONFIG_INVALID', {
    subject: entry,
    detail: 'This is no host name, address or network.',
    fixes: ['write names as wiki.example.com or *.example.com, networks as 10.1.0.0/16'],
  });
}
