import { azurePipeline } from './__testUtils__/azurePipeline';
import { expandedPipeline } from './__testUtils__/gitlabPipeline';
import { createDeliveryArtifactsCheck } from './deliveryArtifacts';

const check = createDeliveryArtifactsCheck(expandedPipeline());

describe('the check of what pipelines report', () => {
  it('names every scan that GitLab does not keep, and counts the reports', async () => {
    const gitlab = expandedPipeline(
      'paths: [fairway-release',
      'paths: [sarif/sast.sarif, fairway-release',
    );
    const problems = await createDeliveryArtifactsCheck(gitlab).run(new Map(), {
      ci: 'gitlab',
    });
    const messages = problems.map(({ message }) => message);
    expect(messages).not.toContain('keeps no sarif/sast.sarif');
    expect(messages).toContain('keeps no sarif/image.sarif');
    expect(messages.join()).toContain('in 1 jobs instead of two');
  });

  it.each([
    ['needs no job', '', ''],
    ['needs another one', 'reports/', 'results/'],
  ])(
    'finds a report of GitLab without figures, whose job %s',
    async (_, text, replacement) => {
      const needs = text === '' ? '' : 'needs: [build]\n  ';
      const problems = await createDeliveryArtifactsCheck({
        expand: async () => ({
          isValid: true,
          text: `build:\n  script: [test]\n  artifacts:\n    paths: [reports/]\nrelease:\n  ${needs}script: [release]\n  artifacts:\n    paths: [fairway-release/release.json]\n`.replace(
            text,
            replacement,
          ),
        }),
      }).run(new Map(), { ci: 'gitlab' });
      expect(problems.map(({ message }) => message).join()).toContain(
        "job 'release' reports a release without the figures of the tests",
      );
    },
  );

  it('names every scan that Azure does not keep', async () => {
    const problems = await check.run(azureRelease('test-reports'), {
      ci: 'azure',
    });
    expect(problems).toEqual([
      {
        path: 'service/azure-pipelines.yml',
        message: 'keeps no sarif-image',
      },
    ]);
  });

  it('finds a report of Azure without figures', async () => {
    const problems = await check.run(azureRelease('reports'), { ci: 'azure' });
    expect(problems.map(({ message }) => message).join()).toContain(
      "job 'release' reports a release without the figures of the tests",
    );
  });

  it('leaves GitHub to its own checks', async () => {
    expect(await check.run(new Map(), { ci: 'github' })).toEqual([]);
  });
});

/** A pipeline that keeps all but the findings in the image, and the reports of its tests under a name. */
function azureRelease(reports: string) {
  const publish = (name: string) =>
    `          - publish: file\n            artifact: ${name}\n`;
  const place = '          - task: GoTool@0\n';
  const all = [
    ...['sast', 'dependencies', 'secrets', 'infrastructure', 'pipeline'].map(
      scan => `sarif-${scan}`,
    ),
    reports,
    'fairway-release',
    'fairway-release',
  ]
    .map(publish)
    .join('');
  const fetch = `          - task: DownloadPipelineArtifact@2
            displayName: Fetch the reports
            inputs:
              artifactName: test-reports
              targetPath: $(Build.SourcesDirectory)/reports
`;
  return azurePipeline(place, `${all}${fetch}${place}`);
}
