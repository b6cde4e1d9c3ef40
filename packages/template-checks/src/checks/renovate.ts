import { z } from 'zod';
import { yamlReader } from '../yaml/yamlReader';
import { Check, Problem } from './Check';
import { LANGUAGE_IMAGES } from './languageImages';
import { manifestsRootOf } from './manifestFiles';

const MIN_AGE_DAYS = 7;

const readConfig = yamlReader(
  z.looseObject({
    extends: z.array(z.string()).default([]),
    minimumReleaseAge: z.string().default('0 days'),
    baseBranchPatterns: z.array(z.string()).default([]),
    packageRules: z
      .array(
        z.looseObject({
          matchPackageNames: z.array(z.string()).default([]),
          matchUpdateTypes: z.array(z.string()).default([]),
          enabled: z.boolean().default(true),
        }),
      )
      .default([]),
  }),
);

/** Where Dependabot is not, Renovate updates by its best practices, and takes no release in its first week. */
export const renovate: Check = {
  name: 'renovate.json keeps to best practices',
  run(files, parameters) {
    const { ci, branching, language, scope } = parameters;
    if (ci === 'github') {
      return [];
    }
    return ['service', manifestsRootOf(parameters)]
      .filter((name, index, all) => all.indexOf(name) === index)
      .flatMap((repository): Problem[] => {
        const path = `${repository}/renovate.json`;
        const config = readConfig(files.get(path) ?? '');
        if (!config) {
          return [{ path, message: 'is missing' }];
        }
        const days = Number(/^(\d+) days$/.exec(config.minimumReleaseAge)?.[1]);
        const isGitflow = repository === 'service' && branching === 'gitflow';
        const isBuilt = repository === 'service' && scope !== 'delivery';
        const { image, ignores } = LANGUAGE_IMAGES[String(language)];
        return [
          ...(isBuilt ? ignores : [])
            .filter(
              type =>
                !config.packageRules.some(
                  rule =>
                    !rule.enabled &&
                    rule.matchPackageNames.includes(image) &&
                    rule.matchUpdateTypes.includes(type),
                ),
            )
            .map(type => `takes ${type} versions of ${image} by themselves`),
          ...(config.extends.includes('config:best-practices')
            ? []
            : ['does not extend config:best-practices']),
          ...(days >= MIN_AGE_DAYS
            ? []
            : [`takes releases before they are ${MIN_AGE_DAYS} days old`]),
          ...(isGitflow && !config.baseBranchPatterns.includes('develop')
            ? ['does not update develop']
            : []),
        ].map(message => ({ path, message }));
      });
  },
};
