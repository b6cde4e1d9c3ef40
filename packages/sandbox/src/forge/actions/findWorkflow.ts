import { Request } from 'express';
import { parse } from 'yaml';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { RepositoryRecord } from '../repositories/records';
import { WorkflowRecord } from './WorkflowRuns';

const FOLDER = '.github/workflows';

const inputSchema = z
  .looseObject({
    required: z.boolean().default(false),
    default: z.unknown().optional(),
    type: z.string().default('string'),
    options: z.array(z.coerce.string()).optional(),
  })
  .nullish();

const dispatchSchema = z
  .looseObject({ inputs: z.record(z.string(), inputSchema).nullish() })
  .nullish();

const workflowSchema = z.looseObject({
  name: z.string().optional(),
  on: z.unknown().optional(),
});

/** What `workflow_dispatch` of a file takes. */
export type DispatchInputs = Record<string, z.infer<typeof inputSchema>>;

/** The workflows of the default branch and those that ran from elsewhere, in the order they became known. */
export async function listWorkflows(
  services: ForgeServices,
  { owner, name: repo, defaultBranch }: RepositoryRecord,
): Promise<WorkflowRecord[]> {
  const git = services.git.repository(owner, repo);
  const head = await git.resolve(defaultBranch);
  const folder = head && (await git.entry(head, FOLDER));
  const entries = folder
    ? await git.tree(folder.sha, { recursive: false, folders: false })
    : [];
  const seenAt = new Date().toISOString();
  for (const { path: file, sha, type } of entries) {
    if (type === 'blob' && /\.ya?ml$/.test(file)) {
      const path = `${FOLDER}/${file}`;
      const text = (await git.blob(sha)).toString();
      const name = readWorkflow(text)?.name ?? path;
      services.runs.putWorkflow({ owner, repo, path, name, seenAt });
    }
  }
  return services.runs.workflows(owner, repo);
}

/** The workflow that a request names by its number or its file's name. */
export async function requireWorkflow(
  services: ForgeServices,
  request: Request,
  repository: RepositoryRecord,
): Promise<WorkflowRecord> {
  const { workflow } = request.params;
  const path = `${FOLDER}/${workflow}`;
  const all = await listWorkflows(services, repository);
  const found = all.find(
    known => String(known.id) === workflow || known.path === path,
  );
  if (!found) {
    throw ApiError.notFound();
  }
  return found;
}

/** Nothing when the file has no `workflow_dispatch` or is no workflow. */
export function dispatchInputsOf(text: string): DispatchInputs | undefined {
  const on = readWorkflow(text)?.on;
  if (on === 'workflow_dispatch') {
    return {};
  }
  if (Array.isArray(on)) {
    return on.includes('workflow_dispatch') ? {} : undefined;
  }
  const { data } = z
    .looseObject({ workflow_dispatch: dispatchSchema })
    .safeParse(on);
  return data && 'workflow_dispatch' in data
    ? data.workflow_dispatch?.inputs ?? {}
    : undefined;
}

function readWorkflow(text: string) {
  try {
    return workflowSchema.safeParse(parse(text)).data;
  } catch {
    // A file that is no YAML is still listed, under its path.
    return undefined;
  }
}
