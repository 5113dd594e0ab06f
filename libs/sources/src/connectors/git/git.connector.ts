import { posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { MingdaError, toMingdaError, type TargetGuard } from '@mingda/platform';
import type { SourceSecrets, SourceSettings } from '@mingda/contracts';
import type { ListingContext, SourceConnector, SourceItem } from '../../source-connector.ts';
import type { AllowedFolders } from '../allowed-folders.ts';
import { GitCommand, type GitSettings } from './git-command.ts';
import { GitRepository, type GitBlob } from './git-repository.ts';

interface Dependencies {
  readonly guard: TargetGuard;
  readonly allowed: AllowedFolders;
}

/** The last listing: while the commit is the same, nothing is fetched. */
const keptSchema = z.object({
  commit: z.string(),
  blobs: z.array(z.object({ path: z.string(), sha: z.string(), bytes: z.number() })),
});
const mostKeptBlobs = 20_000;

/**
 * Files of a git repository at the newest commit of a branch, over HTTP or from a folder that is open to sources. A file
 * is read again when its object differs.
 */
export class GitConnector implements SourceConnector<'git'> {
  readonly kind = 'git';
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async *list(context: ListingContext<'git'>): AsyncGenerator<SourceItem> {
    const { settings, secrets, signal } = context;
    const { url, ...command } = await this.#reach(settings, secrets);
    const { branch } = settings;
    if (branch !== undefined && !/^(?!-)[\w./-]+$/u.test(branch)) {
      throw new MingdaError('SOURCE_SETTINGS_INVALID', { subject: branch, detail: 'this is no name of a branch' });
    }
    const repository = new GitRepository({ git: new GitCommand(command), url, branch, signal });
    context.atEnd(() => repository.remove());
    const commit = await repository.commit();
    const kept = keptSchema.safeParse(context.state);
    const blobs =
      kept.success && kept.data.commit === commit ? kept.data.blobs : await wantedBlobs(repository, settings);
    context.keepState(blobs.length > mostKeptBlobs ? null : { commit, blobs });
    for (const blob of blobs) {
      yield {
        key: blob.path,
        fileName: posix.basename(blob.path),
        fingerprint: blob.sha,
        bytes: blob.bytes,
        read: () => repository.content(blob),
      };
    }
  }

  /** What git is to be told so that it reaches the address that was judged and no other. */
  async #reach(
    { url, user }: SourceSettings<'git'>,
    { token }: SourceSecrets<'git'>,
  ): Promise<GitSettings & { readonly url: string }> {
    const { guard, allowed } = this.#dependencies;
    if (url.startsWith('/')) {
      return { url: pathToFileURL(await allowed.real(url)).href, protocols: 'file', config: {} };
    }
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (target === undefined || !/^https?:$/.test(target.protocol) || target.username + target.password !== '') {
      throw new MingdaError('SOURCE_SETTINGS_INVALID', {
        subject: 'url',
        detail: 'an address with https:// or http:// and without user and password is needed, or a folder',
      });
    }
    const host = target.hostname.replaceAll(/^\[|\]$/g, '');
    const port = target.port === '' ? (target.protocol === 'https:' ? '443' : '80') : target.port;
    const address = await guard.resolve(host).catch((error: unknown) => {
      const fault = toMingdaError(error);
      if (fault.code === 'TARGET_FORBIDDEN') throw fault;
      throw new MingdaError('SOURCE_UNAVAILABLE', {
        subject: host,
        detail: 'the name cannot be resolved',
        cause: error,
      });
    });
    const authorization = Buffer.from(`${user ?? 'git'}:${token ?? ''}`).toString('base64');
    return {
      url: target.href,
      protocols: target.protocol.slice(0, -1),
      config: {
        'http.proxy': '',
        'http.curloptResolve': `${host}:${port}:${address.includes(':') ? `[${address}]` : address}`,
        ...(token === undefined
          ? {}
          : { [`http.${target.origin}/.extraHeader`]: `Authorization: Basic ${authorization}` }),
      },
    };
  }
}

/** @throws MingdaError `SOURCE_NOT_THERE` when there is nothing below the folder */
async function wantedBlobs(
  repository: GitRepository,
  { subPath, extensions }: SourceSettings<'git'>,
): Promise<readonly GitBlob[]> {
  const folder = subPath.replaceAll(/^\/+|\/+$/g, '');
  const blobs = await repository.blobs(folder);
  if (blobs.length === 0 && folder !== '') {
    throw new MingdaError('SOURCE_NOT_THERE', { subject: folder, detail: 'the repository has no such folder' });
  }
  return blobs.filter(({ path }) => extensions.includes(posix.extname(path).slice(1).toLowerCase()));
}
