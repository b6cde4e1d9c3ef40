import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { GoldenPathRepositories } from '../goldenPath/GoldenPathRepositories';

/**
 * `delivery:gitflow:start`: starts the branch `develop` of a repository where its default branch is. One that exists is
 * left where it is.
 */
export function createGitflowAction(options: {
  repositories: GoldenPathRepositories;
}) {
  return createTemplateAction({
    id: 'delivery:gitflow:start',
    description: 'Starts the branch develop, on which GitFlow collects changes',
    examples: [
      {
        description: 'Start the branch develop of a service',
        example: `steps:
  - id: develop
    action: delivery:gitflow:start
    input:
      repositoryUrl: https://github.com/acme/checkout-api
`,
      },
    ],
    schema: {
      input: {
        repositoryUrl: z => z.string({ description: 'Its address' }),
      },
      output: {
        created: z => z.boolean({ description: 'False if it was there' }),
      },
    },
    async handler(ctx) {
      const { bench, branches, pushing } = await options.repositories.open(
        ctx.input.repositoryUrl,
        ctx,
      );
      const to = branches.tips.get(branches.default);
      const created = to !== undefined && !branches.tips.has('develop');
      if (created) {
        await bench.push(pushing, [{ branch: 'develop', from: undefined, to }]);
        ctx.logger.info(`develop starts where ${branches.default} is: ${to}`);
      }
      ctx.output('created', created);
    },
  });
}
