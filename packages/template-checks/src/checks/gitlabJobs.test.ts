import { expandedPipeline } from './__testUtils__/gitlabPipeline';
import { createGitlabJobsCheck } from './gitlabJobs';

async function messages(text?: string, replacement?: string) {
  const check = createGitlabJobsCheck(expandedPipeline(text, replacement));
  const problems = await check.run(new Map(), {});
  return problems.map(({ message }) => message);
}

describe('the check of GitLab jobs', () => {
  it('takes jobs that keep the rules', async () => {
    expect(await messages()).toEqual([]);
  });

  it.each([
    [
      'no timeout',
      '  timeout: 10 minutes\n',
      '',
      "job 'build' has no timeout between 1 and 120 minutes ()",
    ],
    [
      'a timeout of a day',
      '10 minutes',
      '1440 minutes',
      "job 'build' has no timeout between 1 and 120 minutes (1440 minutes)",
    ],
    [
      'an image that changes',
      'docker:29.8.1-cli',
      'docker:latest',
      "job 'build' uses the image docker:latest, whose tag names no version",
    ],
    [
      'a program out of an image that changes',
      '/cosign:v3.1.3',
      '/cosign',
      "job 'build' uses the image ghcr.io/sigstore/cosign/cosign without a version",
    ],
    [
      'a release that a newer commit interrupts',
      '  interruptible: false\n  resource_group',
      '  resource_group',
      "job 'release' may be interrupted half-way",
    ],
    [
      'two releases at once',
      '  resource_group: release\n',
      '',
      "job 'release' has no resource_group: two of them may run at once",
    ],
    [
      'an identity without a use',
      'cosign sign --yes image',
      'echo released',
      "job 'release' asks for SIGSTORE_ID_TOKEN, but nothing in its script uses it",
    ],
    [
      'another identity without a use',
      'SIGSTORE_ID_TOKEN',
      'REPORT_TOKEN',
      "job 'release' asks for REPORT_TOKEN, but nothing in its script uses it",
    ],
    [
      'a preview for ever',
      '  artifacts:',
      '  environment:\n    name: preview/1\n  artifacts:',
      "job 'release' starts a preview that nothing stops",
    ],
  ])('finds %s', async (_, text, replacement, message) => {
    expect(await messages(text, replacement)).toContain(message);
  });

  it('finds a job that runs in every pipeline', async () => {
    expect(
      await messages('  rules:\n    - if: $CI_COMMIT_BRANCH == "main"\n', ''),
    ).toContain("job 'build' has no rules: it runs in every pipeline");
  });

  it.each([
    ['$TASK == "nightly"', true],
    ['$TASK =~ /^(benchmark|recovery-drill)$/', true],
    ['$TASK =~ /^(delivery|nightly)$/', false],
    ['$CI_COMMIT_BRANCH == "main"', false],
  ])(
    'knows whether a job with the rule %s is only scheduled',
    async (rule, isScheduled) => {
      const found = await messages(
        '    - if: $CI_COMMIT_BRANCH == "main"\n  variables:\n    COSIGN_IMAGE: ghcr.io/sigstore/cosign/cosign:v3.1.3\n  stage: build\n  interruptible: false\n',
        `    - if: ${rule}\n  stage: scan\n`,
      );
      expect(
        found.includes("job 'build' is scheduled, and a push would cancel it"),
      ).toBe(isScheduled);
    },
  );
});
