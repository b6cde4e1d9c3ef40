import { azurePipeline } from './__testUtils__/azurePipeline';
import { azureJobs } from './azureJobs';

async function messages(text?: string, replacement?: string) {
  const problems = await azureJobs.run(azurePipeline(text, replacement), {});
  return problems.map(({ message }) => message);
}

describe('the check of Azure jobs', () => {
  it('takes jobs that keep the rules', async () => {
    expect(await messages()).toEqual([]);
  });

  it.each([
    [
      'no timeout',
      '        timeoutInMinutes: 10\n        steps',
      '        steps',
      "job 'build' has no timeoutInMinutes between 1 and 120 (0)",
    ],
    [
      'an agent that changes',
      'ubuntu-24.04',
      'ubuntu-latest',
      "runs on 'ubuntu-latest', which changes under it",
    ],
    [
      'credentials that nobody uses',
      'fetchDepth: 0',
      'fetchDepth: 0\n            persistCredentials: true',
      "job 'release' keeps credentials in the checkout, but pushes nothing",
    ],
    [
      'a checkout that moves another one',
      'fetchDepth: 0',
      'fetchDepth: 0\n          - checkout: manifests',
      "job 'release' moves its own repository, and finds no script in it",
    ],
    [
      'a script that goes on',
      '              set -euo pipefail\n',
      '',
      "step 'Build' goes on after a command that failed",
    ],
    [
      'a value in a script',
      'sha256:1"',
      'sha256:1 $(System.PullRequest.SourceBranch)"',
      "step 'Build' puts a value into its script, where it could be a command",
    ],
    [
      'a token without a use',
      'tag.sh',
      'label.sh',
      "step 'Tag the commit' gets the token of the run, but does not use it",
    ],
    [
      'an image that has its tag before the commit',
      'bash .azuredevops/scripts/tag.sh "v1.0.0"',
      'skopeo copy "docker://${IMAGE}@${DIGEST}" "docker://${IMAGE}:${VERSION}"',
      "job 'release' tags the image before the commit has its version",
    ],
    [
      'a task without a version',
      'GoTool@0',
      'GoTool',
      "step 'Install Go' names no version of its task",
    ],
    [
      'a program out of an image that changes',
      'syft:v1.57.1',
      'syft:debug',
      "step 'Build' uses the image docker.io/anchore/syft:debug, whose tag names no version",
    ],
    [
      'a stage that waits for nothing',
      'dependsOn: build',
      'dependsOn: biuld',
      "stage 'release' waits for 'biuld', which is not there",
    ],
    [
      'a result that nobody waits for',
      '    dependsOn: build\n',
      '',
      "stage 'release' reads from 'build' without waiting for it",
    ],
    [
      'a result of a job that is not there',
      'build.build.outputs',
      'build.image.outputs',
      "stage 'release' reads from the job 'image', which is not there",
    ],
  ])('finds %s', async (_, text, replacement, message) => {
    expect(await messages(text, replacement)).toContain(message);
  });
});
