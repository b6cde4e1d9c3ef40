import { GitlabApi } from './GitlabApi';
import { GitlabProject } from './GitlabProject';
import { Bridge, Job, bridgesSchema, jobsSchema } from './gitlabSchemas';
import { nextPage } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';

const PER_PAGE = 100;
const MAX_PAGES = 5;
/** GitLab lets child pipelines have children, and these no more. */
const MAX_DEPTH = 2;

/** The jobs of a pipeline. */
export interface PipelineJobs {
  /** Its own jobs and those that start other pipelines, also earlier tries of them. */
  own: (Job | Bridge)[];
  /** The newest try of every job, those of child pipelines too. */
  all: Job[];
}

/** Reads the jobs of a pipeline, and of the child pipelines that it started in the same project. */
export async function readJobs(
  api: GitlabApi,
  options: {
    project: GitlabProject;
    projectId: number;
    pipelineId: number;
    signal: AbortSignal;
  },
  depth: number = 0,
): Promise<PipelineJobs> {
  const jobs = await readAll(api, options, 'jobs', jobsSchema);
  const bridges = await readAll(api, options, 'bridges', bridgesSchema);
  const all = newestTries(jobs);
  if (depth < MAX_DEPTH) {
    for (const { downstream_pipeline: child } of newestTries(bridges)) {
      if (child && child.project_id === options.projectId) {
        const below = await readJobs(
          api,
          { ...options, pipelineId: child.id },
          depth + 1,
        );
        all.push(...below.all);
      }
    }
  }
  return { own: [...jobs, ...bridges], all };
}

/** Of several tries of a job only the newest counts. */
export function newestTries<TJob extends Job>(jobs: readonly TJob[]): TJob[] {
  const newest = new Map<string, TJob>();
  for (const job of jobs) {
    const known = newest.get(job.name);
    if (!known || known.id < job.id) {
      newest.set(job.name, job);
    }
  }
  return [...newest.values()];
}

async function readAll<T>(
  api: GitlabApi,
  options: { project: GitlabProject; pipelineId: number; signal: AbortSignal },
  what: 'jobs' | 'bridges',
  schema: z.ZodType<T[]>,
): Promise<T[]> {
  const found: T[] = [];
  let page: string | undefined = '1';
  for (let pages = 0; page && pages < MAX_PAGES; pages += 1) {
    const response: { body: T[]; headers: Headers } = await api.readJson(
      options.project,
      {
        segments: ['pipelines', String(options.pipelineId), what],
        query: { per_page: PER_PAGE, page, include_retried: 'true' },
        signal: options.signal,
      },
      schema,
    );
    found.push(...response.body);
    page = nextPage(response.headers, page);
  }
  return found;
}
