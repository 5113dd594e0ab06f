import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MingdaError } from '@mingda/platform';
import { z } from 'zod';

/** Packages that are too heavy for everyone. Each is installed by those who want it, into a folder of its own. */
const optionalPackages = {
  // 70 MB with the processor's binaries alone; those for graphics cards add 600 MB and come when they are named.
  'node-llama-cpp': {
    folder: 'node-llama-cpp',
    install: `--omit=optional node-llama-cpp@3.22.1 @node-llama-cpp/${llamaPlatform()}@3.22.1`,
  },
  // 560 MB with an ONNX Runtime of its own.
  '@huggingface/transformers': { folder: 'transformers', install: '@huggingface/transformers@4.3.1' },
} as const;
export type OptionalPackage = keyof typeof optionalPackages;

const manifestSchema = z.object({
  main: z.string().optional(),
  exports: z.unknown().optional(),
});

const nested = z.record(z.string(), z.unknown());

/**
 * Address of an optional package's entry file, to be given to `import()`.
 * @param folder where optional packages are installed, each in a folder of its own; looked at before the product's packages
 * @throws MingdaError `MODEL_BACKEND_MISSING` with the command that installs it
 */
export async function optionalPackage(name: OptionalPackage, folder: string): Promise<string> {
  const own = join(folder, optionalPackages[name].folder, 'index.js');
  const manifest = manifestOf(name, own) ?? manifestOf(name, import.meta.filename);
  if (manifest === undefined) throw missing(name, folder);
  const { main, exports } = manifestSchema.parse(JSON.parse(await readFile(manifest, 'utf8')));
  const entry = importTarget(nested.safeParse(exports).data?.['.'] ?? exports) ?? main ?? 'index.js';
  return new URL(entry, pathToFileURL(manifest)).href;
}

function manifestOf(name: string, base: string): string | undefined {
  try {
    return findPackageJSON(name, base);
  } catch {
    // Node throws where a package is absent.
    return undefined;
  }
}

/** What `import` under Node takes of a package's conditional exports. */
function importTarget(conditions: unknown): string | undefined {
  if (typeof conditions === 'string') return conditions;
  const known = nested.safeParse(conditions).data;
  if (known === undefined) return undefined;
  for (const condition of ['node', 'import', 'module', 'default']) {
    const target = importTarget(known[condition]);
    if (target !== undefined) return target;
  }
  return undefined;
}

function missing(name: OptionalPackage, folder: string): MingdaError {
  const { folder: own, install } = optionalPackages[name];
  return new MingdaError('MODEL_BACKEND_MISSING', {
    subject: name,
    detail: `the package is neither in ${join(folder, own)} nor beside the product`,
    fixes: [
      `npm install --prefix ${join(folder, own)} --ignore-scripts ${install}`,
      'set MINGDA_RUNTIMES_DIR to the folder that optional packages are installed in',
      'choose a model that needs no optional package',
    ],
  });
}

/** The name that the binaries for this machine's processor go by. */
function llamaPlatform(): string {
  const processor = arch();
  if (platform() === 'darwin') return processor === 'arm64' ? 'mac-arm64-metal' : 'mac-x64';
  return `${platform() === 'win32' ? 'win' : 'linux'}-${processor === 'arm64' ? 'arm64' : 'x64'}`;
}
