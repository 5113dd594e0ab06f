import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { join } from 'node:path';
import { readLayers, unclassified, workspacePackages } from './layers.ts';
import { forbidden } from './rules.ts';

export interface Inspection {
  /** Modules that were looked at; a check that saw none proves nothing. */
  readonly modules: number;
  readonly violations: readonly string[];
}

/**
 * Checks the imports of a repository against `tools/layers.json`. Packages are followed to their sources, so that a cycle
 * across packages is seen although each compiles against the other's `dist`.
 */
export async function inspect(root: string): Promise<Inspection> {
  const layers = readLayers(root);
  const packages = workspacePackages(root);
  const alias = Object.fromEntries(
    packages.map(({ name, folder }) => [`${name}$`, join(root, folder, 'src', 'index.ts')]),
  );
  const { output } = await cruise(
    ['apps', 'libs', 'migrations', 'tools'],
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: forbidden(layers) },
      parser: 'swc',
      tsPreCompilationDeps: true,
      detectProcessBuiltinModuleCalls: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '^(apps/[^/]+|libs/[^/]+|migrations)/dist/' },
      enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    },
    { alias },
  );
  const { summary } = output as ICruiseResult;
  const found = summary.violations.map((it) => {
    const path = it.cycle === undefined ? it.to : it.cycle.map((step) => step.name).join(' → ');
    return `${it.rule.name}: ${it.from} → ${path}`;
  });
  return { modules: summary.totalCruised, violations: [...unclassified(layers, packages), ...new Set(found)] };
}
