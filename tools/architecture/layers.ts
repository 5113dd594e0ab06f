import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The layering of the repository as people wrote it: `tools/layers.json`. */
export interface Layers {
  /** Folder of a package to its tier; a package imports from lower tiers only, siblings never each other. */
  readonly tiers: Readonly<Record<string, number>>;
  /** Packages that product code never imports. */
  readonly testsOnly: readonly string[];
  /** Packages that see the contracts as types alone, because a browser loads them. */
  readonly typesOfContractsOnly: readonly string[];
  /** External package (as a pattern) to the only packages that may import it. */
  readonly homes: Readonly<Record<string, readonly string[]>>;
  /** External package to the packages that may import its types although it lives elsewhere. */
  readonly typesAllowed: Readonly<Record<string, readonly string[]>>;
}

export interface WorkspacePackage {
  readonly folder: string;
  readonly name: string;
}

export function readLayers(root: string): Layers {
  return JSON.parse(readFileSync(join(root, 'tools', 'layers.json'), 'utf8')) as Layers;
}

export function workspacePackages(root: string): WorkspacePackage[] {
  return globSync('{apps/*,libs/*,migrations}/package.json', { cwd: root }).map((file) => {
    const { name } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { name: string };
    return { folder: dirname(file).replaceAll('\\', '/'), name };
  });
}

/** Folders without a tier, and tiers without a folder: both mean that the map and the land differ. */
export function unclassified(layers: Layers, packages: readonly WorkspacePackage[]): string[] {
  const listed = new Set([...Object.keys(layers.tiers), ...layers.testsOnly]);
  const present = new Set(packages.map((it) => it.folder));
  return [
    ...[...present]
      .filter((folder) => !listed.has(folder))
      .map((folder) => `${folder} has no tier in tools/layers.json`),
    ...[...listed]
      .filter((folder) => !present.has(folder))
      .map((folder) => `tools/layers.json names ${folder}, which does not exist`),
  ];
}
