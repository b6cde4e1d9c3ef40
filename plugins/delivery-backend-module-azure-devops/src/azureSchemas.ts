import { z } from 'zod';

/** A list, as every API of Azure DevOps wraps it. */
const listOf = <T>(item: z.ZodType<T>) => z.object({ value: z.array(item) });

/** https://learn.microsoft.com/rest/api/azure/devops/git/repositories/get-repository */
export const repositorySchema = z.object({
  id: z.string(),
  project: z.object({ id: z.string() }),
  // Absent while a repository has no commit.
  defaultBranch: z.string().nullish(),
  webUrl: z.string().nullish(),
});

/** https://learn.microsoft.com/rest/api/azure/devops/build/definitions/list */
export const definitionsSchema = listOf(
  z.object({ id: z.number().int(), name: z.string() }),
);

/** https://learn.microsoft.com/rest/api/azure/devops/build/builds/get */
export const buildSchema = z.object({
  id: z.number().int(),
  buildNumber: z.string().nullish(),
  status: z.string(),
  result: z.string().nullish(),
  reason: z.string().nullish(),
  queueTime: z.string(),
  startTime: z.string().nullish(),
  finishTime: z.string().nullish(),
  sourceBranch: z.string().nullish(),
  sourceVersion: z.string().nullish(),
  definition: z.object({ id: z.number().int(), name: z.string() }),
  requestedFor: z.object({ displayName: z.string().nullish() }).nullish(),
  triggerInfo: z.record(z.string(), z.string().nullish()).nullish(),
  _links: z.object({ web: z.object({ href: z.string() }).nullish() }).nullish(),
});

/** A run of a pipeline: Azure DevOps calls it a build. */
export type Build = z.infer<typeof buildSchema>;

export const buildsSchema = listOf(buildSchema);

/** https://learn.microsoft.com/rest/api/azure/devops/build/timeline/get */
const timelineRecordSchema = z.object({
  id: z.string(),
  parentId: z.string().nullish(),
  type: z.string(),
  name: z.string(),
  identifier: z.string().nullish(),
  order: z.number().nullish(),
  state: z.string().nullish(),
  result: z.string().nullish(),
  startTime: z.string().nullish(),
  finishTime: z.string().nullish(),
});

/** A stage, a job or a task of a build. */
export type TimelineRecord = z.infer<typeof timelineRecordSchema>;

export const timelineSchema = z
  .object({ records: z.array(timelineRecordSchema).nullish() })
  .nullable();

/** https://learn.microsoft.com/rest/api/azure/devops/build/artifacts/list */
const artifactSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  resource: z.object({ downloadUrl: z.string().nullish() }),
});

/** Files that a build kept. */
export type Artifact = z.infer<typeof artifactSchema>;

export const artifactsSchema = listOf(artifactSchema);

/** https://learn.microsoft.com/rest/api/azure/devops/git/commits/get */
export const commitSchema = z.object({
  commitId: z.string(),
  comment: z.string().nullish(),
  author: z
    .object({ name: z.string().nullish(), date: z.string().nullish() })
    .nullish(),
  parents: z.array(z.string()).nullish(),
  remoteUrl: z.string().nullish(),
});

export const commitsSchema = listOf(commitSchema);

/** https://learn.microsoft.com/rest/api/azure/devops/git/pull-requests/get-pull-requests */
export const pullRequestsSchema = listOf(
  z.object({
    pullRequestId: z.number().int(),
    title: z.string(),
    createdBy: z.object({ displayName: z.string().nullish() }).nullish(),
    creationDate: z.string(),
    sourceRefName: z.string(),
    // Absent until Azure DevOps has tried the merge.
    lastMergeSourceCommit: z.object({ commitId: z.string() }).nullish(),
    isDraft: z.boolean().nullish(),
    labels: z
      .array(z.object({ name: z.string(), active: z.boolean().nullish() }))
      .nullish(),
  }),
);
