import { toError } from '@backstage/errors';
import { ForgeActions } from '../forge/ForgeActions';
import { RunState } from './RunState';
import { parseSandboxFile, SANDBOX_FILE, SandboxFile } from './SandboxFile';

/** What `.sandbox.yaml` says at the run's commit, or what is wrong with it. */
export async function readSandboxFile(
  forge: ForgeActions,
  { owner, repo, trigger }: RunState,
): Promise<{ sandboxFile: SandboxFile; problem?: string }> {
  const file = await forge.readFile(owner, repo, trigger.commit, SANDBOX_FILE);
  try {
    return { sandboxFile: parseSandboxFile(file?.toString('utf8')) };
  } catch (error) {
    return {
      sandboxFile: parseSandboxFile(undefined),
      problem: toError(error).message,
    };
  }
}
