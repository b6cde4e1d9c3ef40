import { NotFoundError } from '@backstage/errors';
import { ForgeActions } from '../forge/ForgeActions';
import { LocalAction, parseAction } from './workflow/parseAction';
import { normalise, Workspace } from './Workspace';

/** The action of a folder of the commit that the job has checked out. */
export async function readLocalAction(
  forge: ForgeActions,
  { checkout }: Workspace,
  uses: string,
): Promise<LocalAction> {
  const folder = normalise(uses);
  for (const name of checkout ? ['action.yml', 'action.yaml'] : []) {
    const path = [folder, name].filter(Boolean).join('/');
    const file =
      checkout &&
      (await forge.readFile(
        checkout.owner,
        checkout.repo,
        checkout.commit,
        path,
      ));
    if (file) {
      return parseAction(path, file.toString('utf8'));
    }
  }
  throw new NotFoundError(
    `Can't find 'action.yml' or 'action.yaml' under '${folder}'. Did you forget to run actions/checkout before running your local action?`,
  );
}
