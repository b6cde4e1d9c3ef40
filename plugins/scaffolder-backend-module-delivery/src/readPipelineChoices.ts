import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** A delivery pipeline as the wizard offers it. */
export type PipelineChoice = {
  name: string;
  title: string;
  environments: string[];
  /** How many people must agree, and who may, per environment that asks for approval. */
  approvals: Record<string, { count: number; from: string[] }>;
};

/** The pipelines of `delivery.pipelines`. The delivery backend checks them; here they are only listed. */
export function readPipelineChoices(config: Config): PipelineChoice[] {
  const pipelines = config.getOptionalConfig('delivery.pipelines');
  return (pipelines?.keys() ?? []).map(name => {
    const environments =
      pipelines?.getOptionalConfigArray(`${name}.environments`) ?? [];
    return {
      name,
      title: pipelines?.getOptionalString(`${name}.title`) ?? name,
      environments: environments.map(each => each.getString('name')),
      approvals: Object.fromEntries(
        environments
          .map(each => ({
            environment: each.getString('name'),
            count: each.getOptionalNumber('approvals.count') ?? 0,
            from: each.getOptionalStringArray('approvals.from') ?? [],
          }))
          .filter(({ count }) => count > 0)
          .map(({ environment, count, from }) => [
            environment,
            { count, from },
          ]),
      ),
    };
  });
}

/** The pipeline of this name; throws an InputError that names those that there are. */
export function requirePipeline(config: Config, name: string): PipelineChoice {
  const pipelines = readPipelineChoices(config);
  const pipeline = pipelines.find(choice => choice.name === name);
  if (!pipeline) {
    throw new InputError(
      `No delivery pipeline '${name}'; there are: ${pipelines
        .map(choice => choice.name)
        .join(', ')}`,
    );
  }
  if (pipeline.environments.length === 0) {
    throw new InputError(
      `The delivery pipeline '${name}' has no environments; give it some in delivery.pipelines.${name}.environments`,
    );
  }
  return pipeline;
}
