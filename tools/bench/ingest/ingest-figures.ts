/** What one import took, and what the models alone took for the same texts. */
export interface ImportFigures {
  readonly documents: number;
  readonly seconds: number;
  readonly indexSeconds: number;
  readonly pureSeconds: number;
  /** Seconds of processors: of this process, of the database server where it is a local one, of the models alone. */
  readonly processor: { readonly own: number; readonly server: number | undefined; readonly pure: number };
  readonly texts: number;
  readonly tokens: number;
  /** Tokens that ran for one that was asked for: of the import, and of the models alone. */
  readonly padding: { readonly own: number; readonly pure: number };
  readonly chunks: number;
  readonly warnings: number;
  /** Bytes. */
  readonly rss: { readonly before: number; readonly peak: number; readonly after: number };
  /** Milliseconds. */
  readonly delay: { readonly p50: number; readonly p99: number; readonly max: number };
}

export interface PeerFigures {
  readonly documents: number;
  readonly seconds: number;
  readonly chunks: number;
  readonly texts: number;
  readonly failed: number;
  readonly batch: number;
  readonly threads: number;
  readonly sentences: boolean;
  readonly tuned: boolean;
}

/** Least shares and ratios that issue and documentation ask for. */
const leastShare = 0.85;
const mostDelayMs = 50;
const leastRatio = { plain: 1.5, tuned: 1.1 };

export const tableHead: readonly string[] = ['| What | Measured | Target | |', '|---|--:|--:|---|'];

export function importRows(it: ImportFigures): string[] {
  const { own, server, pure } = it.processor;
  const { before, peak, after } = it.rss;
  const { p50, p99, max } = it.delay;
  const share = it.pureSeconds / it.seconds;
  const there = server === undefined ? 'unknown' : `${server.toFixed(0)} s`;
  return [
    `| Import of ${it.documents} documents | ${it.seconds.toFixed(1)} s, ${(it.documents / it.seconds).toFixed(1)} a second | | |`,
    `| Chunks; texts and tokens embedded | ${it.chunks}; ${it.texts}; ${it.tokens} | | |`,
    `| The models alone on the same texts | ${it.pureSeconds.toFixed(1)} s, ${(it.tokens / it.pureSeconds).toFixed(0)} tokens/s | | |`,
    `| Models alone / import | ${share.toFixed(3)} | >= ${leastShare} | ${verdict(share >= leastShare)} |`,
    `| Processor time: import, its database, models alone | ${own.toFixed(0)} s, ${there}, ${pure.toFixed(0)} s | | |`,
    `| Tokens with padding per token: import, models alone | ${it.padding.own.toFixed(3)}, ${it.padding.pure.toFixed(3)} | | |`,
    `| Vector indexes built anew | ${it.indexSeconds.toFixed(1)} s | | |`,
    `| Resident memory before, peak, after | ${[before, peak, after].map(mebibytes).join(', ')} MiB | | |`,
    `| Event loop delay p50, p99, max | ${p50.toFixed(1)}, ${p99.toFixed(1)}, ${max.toFixed(1)} ms | p99 <= ${mostDelayMs} ms | ${verdict(p99 <= mostDelayMs)} |`,
    `| Documents ready with warnings | ${it.warnings} | | |`,
  ];
}

export function peerRow(peer: PeerFigures, own: ImportFigures): string {
  const ratio = peer.seconds / peer.documents / (own.seconds / own.documents);
  const batching = peer.tuned ? `best batch and threads (${peer.batch}, ${peer.threads})` : 'as documented';
  const vectors = peer.sentences ? 'chunk and sentence vectors' : 'chunk vectors only';
  const failed = peer.failed === 0 ? '' : `, ${peer.failed} failed`;
  const measured = `${peer.documents} documents in ${peer.seconds.toFixed(1)} s, ${peer.chunks} chunks, ${peer.texts} texts${failed}`;
  const line = `| Python, ${batching}, ${vectors} | ${measured}; import is ${ratio.toFixed(2)} times as fast |`;
  if (!peer.sentences) return `${line} | |`;
  const least = peer.tuned ? leastRatio.tuned : leastRatio.plain;
  return `${line} >= ${least} | ${verdict(ratio >= least)} |`;
}

const verdict = (holds: boolean): string => (holds ? 'met' : '**missed**');

const mebibytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
