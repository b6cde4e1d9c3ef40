import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { RepositoryRecord } from '../repositories/records';

/** Refuses a deployment of a commit whose checks have not all succeeded: those that are named, or all there are. */
export function requireGreen(
  services: ForgeServices,
  { owner, name }: RepositoryRecord,
  commit: { ref: string; sha: string },
  contexts: string[] | undefined,
): void {
  const passed = new Map<string, boolean>();
  for (const check of services.checks.latest(owner, name, commit.sha)) {
    const isGood = ['success', 'neutral', 'skipped'].includes(
      check.conclusion ?? '',
    );
    passed.set(check.name, isGood && passed.get(check.name) !== false);
  }
  for (const { context, state } of services.statuses.latest(
    owner,
    name,
    commit.sha,
  )) {
    passed.set(context, state === 'success' && passed.get(context) !== false);
  }
  const missing = (contexts ?? [...passed.keys()]).filter(
    context => passed.get(context) !== true,
  );
  if (missing.length > 0) {
    throw new ApiError(
      409,
      `Conflict: Commit status checks failed for ${commit.ref}.`,
      missing.map(context => ({
        resource: 'Deployment',
        field: 'required_contexts',
        code: 'invalid',
        message: `'${context}' has not succeeded`,
      })),
    );
  }
}
