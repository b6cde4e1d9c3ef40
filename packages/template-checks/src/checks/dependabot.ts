import { parse } from 'yaml';
import { z } from 'zod';
import { Check } from './Check';
import { LANGUAGE_IMAGES } from './languageImages';

const FILE = 'service/.github/dependabot.yml';
const MIN_COOLDOWN_DAYS = 7;

const ECOSYSTEMS: Record<string, string> = {
  python: 'uv',
  typescript: 'npm',
  go: 'gomod',
};
const SMOKE_TEST = '/manifests/smoke-test';
const groupSchema = z.strictObject({
  'applies-to': z.enum(['version-updates', 'security-updates']).optional(),
  'dependency-type': z.enum(['development', 'production']).optional(),
  patterns: z.array(z.string()).optional(),
  'exclude-patterns': z.array(z.string()).optional(),
  'update-types': z.array(z.enum(['major', 'minor', 'patch'])).optional(),
});
const dependabotSchema = z.strictObject({
  version: z.literal(2),
  updates: z.array(
    z.strictObject({
      'package-ecosystem': z.enum([
        'docker',
        'docker-compose',
        'github-actions',
        'gomod',
        'npm',
        'pip',
        'pre-commit',
        'terraform',
        'uv',
      ]),
      directory: z.string().startsWith('/').optional(),
      directories: z.array(z.string().startsWith('/')).optional(),
      schedule: z.strictObject({
        interval: z.enum([
          'daily',
          'weekly',
          'monthly',
          'quarterly',
          'semiannually',
          'yearly',
          'cron',
        ]),
        day: z
          .enum([
            'monday',
            'tuesday',
            'wednesday',
            'thursday',
            'friday',
            'saturday',
            'sunday',
          ])
          .optional(),
        time: z
          .string()
          .regex(/^\d\d:\d\d$/)
          .optional(),
        timezone: z.string().optional(),
        cronjob: z.string().optional(),
      }),
      allow: z.array(z.record(z.string(), z.unknown())).optional(),
      ignore: z
        .array(
          z.strictObject({
            'dependency-name': z.string(),
            'update-types': z
              .array(
                z.enum([
                  'version-update:semver-major',
                  'version-update:semver-minor',
                  'version-update:semver-patch',
                ]),
              )
              .optional(),
            versions: z.array(z.string()).optional(),
          }),
        )
        .optional(),
      assignees: z.array(z.string()).optional(),
      'commit-message': z
        .strictObject({
          prefix: z.string().max(50).optional(),
          'prefix-development': z.string().max(50).optional(),
          include: z.literal('scope').optional(),
        })
        .optional(),
      cooldown: z
        .strictObject({
          'default-days': z.number().int().min(1).max(90).optional(),
          'semver-major-days': z.number().int().min(1).max(90).optional(),
          'semver-minor-days': z.number().int().min(1).max(90).optional(),
          'semver-patch-days': z.number().int().min(1).max(90).optional(),
          include: z.array(z.string()).optional(),
          exclude: z.array(z.string()).optional(),
        })
        .optional(),
      groups: z.record(z.string(), groupSchema).optional(),
      labels: z.array(z.string()).optional(),
      'open-pull-requests-limit': z.number().int().min(0).optional(),
      'target-branch': z.string().optional(),
      'rebase-strategy': z.enum(['auto', 'disabled']).optional(),
      'versioning-strategy': z
        .enum([
          'auto',
          'increase',
          'increase-if-necessary',
          'lockfile-only',
          'widen',
        ])
        .optional(),
    }),
  ),
});

/** GitHub takes the file, it covers what the repository depends on, and no release is taken in its first week. */
export const dependabot: Check = {
  name: 'dependabot.yml is valid and covers the repository',
  run(files, { ci, language, scope }) {
    if (ci !== 'github') {
      return [];
    }
    const text = files.get(FILE);
    if (text === undefined) {
      return [{ path: FILE, message: 'is missing' }];
    }
    const config = dependabotSchema.safeParse(parse(text));
    if (!config.success) {
      return config.error.issues.map(issue => ({
        path: FILE,
        message: `${issue.path.join('.')}: ${issue.message}`,
      }));
    }
    const { updates } = config.data;
    const ecosystems = updates.map(update => update['package-ecosystem']);
    const wanted = [
      'github-actions',
      'docker',
      ...(typeof language === 'string' ? [ECOSYSTEMS[language]] : []),
    ];
    const docker = updates.filter(
      update => update['package-ecosystem'] === 'docker',
    );
    const ignored = docker.flatMap(update => update.ignore ?? []);
    const { image, ignores } = LANGUAGE_IMAGES[String(language)];
    return [
      ...(scope === 'delivery' ? [] : ignores)
        .filter(
          type =>
            !ignored.some(
              each =>
                each['dependency-name'] === image &&
                each['update-types']?.some(
                  name => name === `version-update:semver-${type}`,
                ),
            ),
        )
        .map(type => `takes ${type} versions of ${image} by themselves`),
      ...(files.has(`service${SMOKE_TEST}/kustomization.yaml`) &&
      !docker.some(update => update.directories?.includes(SMOKE_TEST))
        ? [`does not update the image of ${SMOKE_TEST}`]
        : []),
      ...wanted
        .filter(wish => !ecosystems.some(ecosystem => ecosystem === wish))
        .map(wish => `does not update ${wish}`),
      ...updates
        .filter(
          ({ cooldown }) =>
            (cooldown?.['default-days'] ?? 0) < MIN_COOLDOWN_DAYS,
        )
        .map(
          update =>
            `takes releases of ${update['package-ecosystem']} before they are ${MIN_COOLDOWN_DAYS} days old`,
        ),
    ].map(message => ({ path: FILE, message }));
  },
};
