import { TemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';
import { JsonObject } from '@backstage/types';
import { z } from 'zod';

/** What a version of the template took for granted and a later one asks for. */
const takenForGranted: Record<number, JsonObject> = {
  1: {
    language: 'python',
    ci: 'github',
    branching: 'trunk',
    registry: 'ghcr',
    gitops: 'argocd',
    manifestsIn: 'own',
    strategy: 'blue-green',
  },
};

const schemaSchema = z.object({
  properties: z
    .record(z.string(), z.looseObject({ default: z.json().optional() }))
    .default({}),
});

/**
 * The answers that a repository was made with, and for questions that are newer what went without saying then, or the
 * default of the form.
 */
export function completeAnswers(
  template: TemplateEntityV1beta3,
  options: { answers: JsonObject; version?: number },
): JsonObject {
  const { answers, version } = options;
  return {
    ...defaultsOf(template),
    ...(version && takenForGranted[version]),
    ...answers,
  };
}

function defaultsOf(template: TemplateEntityV1beta3): JsonObject {
  const pages = [template.spec.parameters ?? []].flat();
  const defaults: JsonObject = {};
  for (const page of pages) {
    const { properties } = schemaSchema.parse(page);
    for (const [name, schema] of Object.entries(properties)) {
      if (schema.default !== undefined) {
        defaults[name] = schema.default;
      }
    }
  }
  return defaults;
}
