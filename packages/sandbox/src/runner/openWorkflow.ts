import { ForgeActions } from '../forge/ForgeActions';
import { RunOrigin } from './refuseWorkflow';
import { LoadedWorkflow, loadWorkflow } from './workflow/loadWorkflow';
import { parseWorkflow, WorkflowFile } from './workflow/parseWorkflow';

/** The workflow file of a run at its commit. */
export async function readWorkflow(
  forge: ForgeActions,
  origin: RunOrigin,
): Promise<WorkflowFile> {
  const text = await readText(forge, origin, origin.workflowPath);
  return parseWorkflow(origin.workflowPath, text ?? '');
}

/** The workflow with all that it calls at the same commit. */
export async function openWorkflow(
  forge: ForgeActions,
  origin: RunOrigin,
  file: WorkflowFile,
): Promise<LoadedWorkflow> {
  return loadWorkflow(file, path => readText(forge, origin, path));
}

async function readText(
  forge: ForgeActions,
  { owner, repo, trigger }: RunOrigin,
  path: string,
): Promise<string | undefined> {
  const file = await forge.readFile(owner, repo, trigger.commit, path);
  return file?.toString('utf8');
}
