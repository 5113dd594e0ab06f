import { createLogger, loadConfig, type Config } from '@mingda/platform';

export const silent = createLogger({ logLevel: 'silent' }, 'test');
const base = loadConfig();
export const zh = base.models.embedding.zh;

/** One thread, free ports of loopback. */
export function serviceConfig(change: Partial<Config['inferenceService']> = {}): Config {
  return {
    ...base,
    http: { host: '127.0.0.1', port: 0 },
    inference: { ...base.inference, url: undefined, threads: 1 },
    inferenceService: { ...base.inferenceService, grpcPort: 0, ...change },
  };
}
