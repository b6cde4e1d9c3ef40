import { ForgeActions } from '../forge/ForgeActions';
import { RunOrigin } from './refuseWorkflow';
import { LoadedWorkflow, loadWorkflow } from './workflow/loadWorkflow';
import { parseWorkflow, WorkflowFile } from './workflow/parseWorkflow';

const FOLDER = '.github/workflows';

/** Most commits change no workflow, so that few texts are read again and again. */
const REMEMBERED = 200;

/** The workflow files of repositories, read at the commits of runs. */
export class WorkflowFiles {
  readonly #forge: ForgeActions;
  readonly #parsed = new Map<string, WorkflowFile>();

  constructor(forge: ForgeActions) {
    this.#forge = forge;
  }

  /** Paths of all workflow files of a commit. */
  async list(owner: string, repo: string, commit: string): Promise<string[]> {
    const files = await this.#forge.listFiles(owner, repo, commit, FOLDER);
    return files.filter(path => /\.ya?ml$/.test(path)).sort();
  }

  /** The workflow file of a run; throws an InvalidWorkflowError if GitHub would refuse it. */
  async read(origin: RunOrigin): Promise<WorkflowFile> {
    const file = await this.#readFile(origin, origin.workflowPath);
    return file ?? parseWorkflow(origin.workflowPath, '');
  }

  /** A workflow with all that it calls at the same commit. */
  async load(origin: RunOrigin, file: WorkflowFile): Promise<LoadedWorkflow> {
    return loadWorkflow(file, path => this.#readFile(origin, path));
  }

  async #readFile(
    { owner, repo, trigger }: RunOrigin,
    path: string,
  ): Promise<WorkflowFile | undefined> {
    const file = await this.#forge.readFile(owner, repo, trigger.commit, path);
    return file && this.#parse(path, file.toString('utf8'));
  }

  #parse(path: string, text: string): WorkflowFile {
    const key = `${path}\n${text}`;
    const known = this.#parsed.get(key);
    if (known) {
      return known;
    }
    const file = parseWorkflow(path, text);
    if (this.#parsed.size >= REMEMBERED) {
      this.#parsed.clear();
    }
    this.#parsed.set(key, file);
    return file;
  }
}
