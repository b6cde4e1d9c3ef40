import { fetchApiRef, useApi } from '@backstage/core-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { Alert, Skeleton, Text } from '@backstage/ui';
import { Fragment } from 'react';
import useSWR from 'swr';
import {
  changeEnvironment,
  EnvironmentChoice,
  EnvironmentSetting,
} from './environmentChoice';
import styles from './environments.module.css';
import { SettingInput } from './SettingInput';
import { EnvironmentDefaults, readEnvironments } from './wizardRequests';

const schema = makeFieldSchema({
  output: z =>
    z.array(
      z.object({
        name: z.string(),
        host: z.string().optional(),
        cpu: z.string().optional(),
        memory: z.string().optional(),
        replicas: z.number().optional(),
        minReplicas: z.number().optional(),
        maxReplicas: z.number().optional(),
      }),
    ),
});

const columns: { setting: EnvironmentSetting; title: string }[] = [
  { setting: 'host', title: 'Address' },
  { setting: 'cpu', title: 'CPU' },
  { setting: 'memory', title: 'Memory' },
];

function ServiceEnvironments(props: typeof schema.TProps) {
  const { schema: field, formData, formContext, onChange } = props;
  const fetchApi = useApi(fetchApiRef);
  const { pipeline, name } = formContext?.formData ?? {};
  const { data, error } = useSWR(
    typeof pipeline === 'string' && typeof name === 'string'
      ? ['delivery/wizard/environments', pipeline, name]
      : undefined,
    ([, chosen, service]) =>
      readEnvironments(fetchApi, { pipeline: chosen, service }),
  );
  const choices = formData ?? [];
  // What was typed for environments of another pipeline does not count.
  const known = choices.filter(choice =>
    (data ?? []).some(environment => environment.name === choice.name),
  );
  function change(environment: string, setting: EnvironmentSetting) {
    return (text: string) =>
      onChange(changeEnvironment(known, { environment, setting, text }));
  }
  const problems = (index: number, setting: EnvironmentSetting) =>
    index < 0
      ? undefined
      : props.errorSchema?.[index]?.[setting]?.__errors?.at(0);
  return (
    <fieldset className={styles.environments}>
      <Text as="legend" variant="body-medium" weight="bold">
        {field.title}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {field.description}
      </Text>
      {error && (
        <Alert
          status="danger"
          title={`The environments could not be read: ${error.message}`}
        />
      )}
      {!data && !error && <Skeleton width="100%" height={170} />}
      {data && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Environment</th>
              {columns.map(({ setting, title }) => (
                <th key={setting} scope="col">
                  {title}
                </th>
              ))}
              <th scope="col">Replicas</th>
              <th scope="col">Approval</th>
            </tr>
          </thead>
          <tbody>
            {data.map(environment => {
              const index = choices.findIndex(
                choice => choice.name === environment.name,
              );
              const choice = choices[index] ?? { name: environment.name };
              const input = (setting: EnvironmentSetting, title: string) => (
                <SettingInput
                  label={`${title} of ${environment.name}`}
                  value={choice[setting]}
                  placeholder={String(environment[setting] ?? '')}
                  problem={problems(index, setting)}
                  onChange={change(environment.name, setting)}
                />
              );
              return (
                <tr key={environment.name}>
                  <th scope="row">{environment.name}</th>
                  {columns.map(({ setting, title }) => (
                    <td key={setting}>{input(setting, title)}</td>
                  ))}
                  <td>
                    {environment.replicas === undefined ? (
                      <span className={styles.range}>
                        {input('minReplicas', 'Fewest replicas')}
                        <span aria-hidden>–</span>
                        {input('maxReplicas', 'Most replicas')}
                      </span>
                    ) : (
                      input('replicas', 'Replicas')
                    )}
                  </td>
                  <td>
                    <Approval environment={environment} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </fieldset>
  );
}

function Approval(props: { environment: EnvironmentDefaults }) {
  const { approvals } = props.environment;
  if (!approvals) {
    return (
      <Text variant="body-small" color="secondary">
        none
      </Text>
    );
  }
  const { count, from } = approvals;
  return (
    <Text variant="body-small">
      {count === 1 ? 'one person' : `${count} people`}
      {from.length > 0 && ' of '}
      {from.map((ref, index) => (
        <Fragment key={ref}>
          {index > 0 && ', '}
          <EntityRefLink entityRef={ref} hideIcon />
        </Fragment>
      ))}
    </Text>
  );
}

/**
 * `ui:field: ServiceEnvironments`: the environments of the chosen pipeline, whose addresses and sizes may be changed. Names
 * and approvers are the platform's.
 */
export const environmentsField = createFormField({
  name: 'ServiceEnvironments',
  component: ServiceEnvironments,
  schema,
  validation: (environments: EnvironmentChoice[] | undefined, field) => {
    for (const { name, minReplicas, maxReplicas } of environments ?? []) {
      if (minReplicas && maxReplicas && minReplicas > maxReplicas) {
        field.addError(
          `${name}: the fewest replicas (${minReplicas}) are more than the most (${maxReplicas})`,
        );
      }
    }
  },
});
