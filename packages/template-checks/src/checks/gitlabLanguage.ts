import { GitlabReader } from '../gitlab/GitlabCiLocal';
import { GITLAB_FILE } from '../gitlab/gitlabJobs';
import { Check } from './Check';

/** GitLab's schema takes the pipeline, and what it includes, extends and needs is there. */
export function createGitlabLanguageCheck(gitlab: GitlabReader): Check {
  return {
    name: 'GitLab pipelines are valid for gitlab-ci-local',
    async run(files) {
      const expansion = await gitlab.expand(files);
      return !expansion || expansion.isValid
        ? []
        : expansion.reasons.map(message => ({ path: GITLAB_FILE, message }));
    },
  };
}
