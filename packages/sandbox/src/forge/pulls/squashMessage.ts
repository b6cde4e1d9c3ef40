import { ForgeServices } from '../ForgeServices';
import { RepositoryRecord } from '../repositories/records';
import { pullRequestBase } from './pullRequestJson';
import { PullRequestRecord } from './records';

/** What the settings of the repository want a squashed commit to say. */
export async function squashMessage(
  services: ForgeServices,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
): Promise<{ title: string; message: string }> {
  const git = services.git.repository(pull.owner, pull.repo);
  const from = await pullRequestBase(services, pull);
  const commits = await git.commits({ from: [pull.headSha], notFrom: [from] });
  const only = commits.length === 1 ? commits[0] : undefined;
  const [firstLine, ...rest] = (only?.message ?? '').split('\n');
  const title =
    only && repository.squashMergeCommitTitle === 'COMMIT_OR_PR_TITLE'
      ? firstLine
      : pull.title;
  const messages = {
    BLANK: '',
    PR_BODY: pull.body ?? '',
    COMMIT_MESSAGES: only
      ? rest.join('\n').trim()
      : commits
          .reverse()
          .map(commit => `* ${commit.message}`)
          .join('\n\n'),
  };
  return {
    title: `${title} (#${pull.number})`,
    message: messages[repository.squashMergeCommitMessage],
  };
}
