import type { PulledKind } from '@mingda/contracts';
import { TargetGuard, type Config } from '@mingda/platform';
import type { SourceConnector } from '../source-connector.ts';
import { AllowedFolders } from './allowed-folders.ts';
import { FolderConnector } from './folder.connector.ts';
import { GitConnector } from './git/git.connector.ts';
import { ImapConnector } from './imap.connector.ts';
import { S3Connector } from './s3.connector.ts';
import { WebConnector } from './web.connector.ts';

/** One way to read for each kind. */
export type Connectors = { readonly [K in PulledKind]: SourceConnector<K> };

export function createConnectors({ folders, privateHosts }: Config['sources']): Connectors {
  const allowed = new AllowedFolders(folders);
  const guard = new TargetGuard({
    allowPrivate: privateHosts,
    fixes: ['use a public address', 'name the host in MINGDA_SOURCE_PRIVATE_HOSTS when it is one of yours'],
  });
  return {
    folder: new FolderConnector(allowed),
    git: new GitConnector({ guard, allowed }),
    web: new WebConnector(guard),
    s3: new S3Connector(guard),
    imap: new ImapConnector(guard),
  };
}
