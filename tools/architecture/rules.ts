import type { IForbiddenRuleType, IRegularForbiddenRuleType } from 'dependency-cruiser';
import type { Layers } from './layers.ts';

const tests = String.raw`\.test\.tsx?$|/test/`;
const inside = (folders: readonly string[]): string => `^(${folders.join('|')})/`;
const error = 'error' as const;

function tierRules(layers: Layers): IForbiddenRuleType[] {
  return Object.entries(layers.tiers).flatMap(([folder, tier]) => {
    const reserved = Object.keys(layers.tiers).filter((it) => it !== folder && (layers.tiers[it] ?? 0) >= tier);
    if (reserved.length === 0) return [];
    return [
      {
        name: `tier-${tier}-${folder}`,
        comment: `${folder} (tier ${tier}) imports from lower tiers only`,
        severity: error,
        from: { path: inside([folder]), pathNot: tests },
        to: { path: inside(reserved) },
      },
    ];
  });
}

function entryRules(folders: readonly string[]): IForbiddenRuleType[] {
  return folders.map((folder) => ({
    name: `entry-${folder}`,
    comment: `${folder} is reached through its package only, never by a path into it`,
    severity: error,
    from: { path: inside([...folders, 'tools']), pathNot: inside([folder]) },
    to: { path: inside([folder]), pathNot: `^${folder}/src/index\\.ts$` },
  }));
}

function homeRules(layers: Layers): IForbiddenRuleType[] {
  return Object.entries(layers.homes).flatMap(([name, homes]) => {
    const to = { path: `(^|/)node_modules/${name}/|^${name}(/|$)` };
    const visitors = layers.typesAllowed[name] ?? [];
    const rule = (
      suffix: string,
      from: IRegularForbiddenRuleType['from'],
      target: IRegularForbiddenRuleType['to'],
    ) => ({
      name: `home-${name}${suffix}`,
      comment: `${name} is imported by ${homes.join(', ')} only`,
      severity: error,
      from,
      to: target,
    });
    const product = '^(apps|libs|migrations)/';
    const strangers = rule('', { path: product, pathNot: [inside([...homes, ...visitors]), tests] }, to);
    if (visitors.length === 0) return [strangers];
    const values = rule(
      '-types',
      { path: inside(visitors), pathNot: tests },
      { ...to, dependencyTypesNot: ['type-only'] },
    );
    return [strangers, values];
  });
}

/** Everything that the design forbids, in the form that dependency-cruiser reads. */
export function forbidden(layers: Layers): IForbiddenRuleType[] {
  const folders = [...Object.keys(layers.tiers), ...layers.testsOnly];
  return [
    {
      name: 'no-cycle',
      comment: 'modules that import each other cannot be understood one at a time',
      severity: error,
      from: { pathNot: tests },
      to: { circular: true },
    },
    {
      name: 'no-missing',
      comment: 'an import must lead somewhere',
      severity: error,
      from: { path: '^(apps|libs|migrations|tools)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'tests-only',
      comment: 'product code never imports what is made for tests',
      severity: error,
      from: { path: '^(apps|libs|migrations)/', pathNot: [tests, inside(layers.testsOnly)] },
      to: { path: [...layers.testsOnly.map((it) => `^${it}/`), tests] },
    },
    {
      name: 'portal-contracts',
      comment: 'the portal imports types of the contracts, and no other package',
      severity: error,
      from: { path: inside(layers.typesOfContractsOnly), pathNot: tests },
      to: {
        path: '^(apps|libs|migrations)/',
        pathNot: [...layers.typesOfContractsOnly.map((it) => `^${it}/`), '^libs/contracts/'],
      },
    },
    {
      name: 'portal-types',
      comment: 'the portal imports the contracts with "import type", so that no schema reaches the browser',
      severity: error,
      from: { path: inside(layers.typesOfContractsOnly), pathNot: tests },
      to: { path: '^libs/contracts/', dependencyTypesNot: ['type-only'] },
    },
    ...tierRules(layers),
    ...entryRules(folders),
    ...homeRules(layers),
  ];
}
