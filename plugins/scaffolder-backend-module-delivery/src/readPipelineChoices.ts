import { Config } from '@backstage/config';

/** A delivery pipeline as the wizard offers it. */
export type PipelineChoice = {
  name: string;
  title: string;
  environments: string[];
};

/** The pipelines of `delivery.pipelines`. The delivery backend checks them; here they are only listed. */
export function readPipelineChoices(config: Config): PipelineChoice[] {
  const pipelines = config.getOptionalConfig('delivery.pipelines');
  return (pipelines?.keys() ?? []).map(name => ({
    name,
    title: pipelines?.getOptionalString(`${name}.title`) ?? name,
    environments: (
      pipelines?.getOptionalConfigArray(`${name}.environments`) ?? []
    ).map(environment => environment.getString('name')),
  }));
}
