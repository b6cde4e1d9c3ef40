import { GitlabCiLocal } from '../gitlab/GitlabCiLocal';
import { gitlabPipeline } from './__testUtils__/gitlabPipeline';
import { createGitlabLanguageCheck } from './gitlabLanguage';

// Each case starts gitlab-ci-local anew, which compiles GitLab's schema.
jest.setTimeout(60_000);

const check = createGitlabLanguageCheck(GitlabCiLocal.create());

async function messages(text?: string, replacement?: string) {
  const problems = await check.run(gitlabPipeline(text, replacement), {});
  return problems.map(({ message }) => message);
}

describe('the check of GitLab pipelines by gitlab-ci-local', () => {
  it('takes a pipeline that GitLab takes, and a repository without one', async () => {
    expect(await messages()).toEqual([]);
    expect(await check.run(new Map(), {})).toEqual([]);
  });

  it.each([
    ['a misspelt key', 'resource_group:', 'resource_grp:', /resource_grp/],
    ['a stage that is not there', 'stage: release', 'stage: relase', /relase/],
    [
      'an unknown job to extend',
      '.docker\n  stage',
      '.dcker\n  stage',
      /dcker/,
    ],
    ['a file that is not there', 'ci/base.yml', 'ci/bse.yml', /bse\.yml/],
  ])('finds %s', async (_, text, replacement, message) => {
    expect((await messages(text, replacement)).join('\n')).toMatch(message);
  });
});
