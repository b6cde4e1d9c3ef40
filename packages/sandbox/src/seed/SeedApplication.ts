import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const applicationSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.literal('Application'),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    labels: z.looseObject({
      'fairway.dev/environment': z.enum([
        'development',
        'staging',
        'production',
      ]),
    }),
  }),
});

/** An Argo CD Application of the seed. */
export type SeedApplication = z.infer<typeof applicationSchema>;

/** Reads `argocd/applications.yaml`. */
export function parseApplications(text: string): SeedApplication[] {
  return parseAllDocuments(text).map(document =>
    applicationSchema.parse(document.toJS()),
  );
}

export function environmentOf(application: SeedApplication) {
  return application.metadata.labels['fairway.dev/environment'];
}
