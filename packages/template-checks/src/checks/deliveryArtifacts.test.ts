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

  it('names every scan that Azure does not keep', async () => {
    const publish = (name: string) =>
      `          - publish: file\n            artifact: ${name}\n`;
    const place = '          - task: GoTool@0\n';
    const all = [
      ...['sast', 'dependencies', 'secrets', 'infrastructure', 'pipeline'].map(
        scan => `sarif-${scan}`,
      ),
      'fairway-release',
      'fairway-release',
    ]
      .map(publish)
      .join('');
    const problems = await check.run(azurePipeline(place, `${all}${place}`), {
      ci: 'azure',
    });
    expect(problems).toEqual([
      {
        path: 'service/azure-pipelines.yml',
        message: 'keeps no sarif-image',
      },
    ]);
  });

  it('leaves GitHub to its own checks', async () => {
    expect(await check.run(new Map(), { ci: 'github' })).toEqual([]);
  });
});
