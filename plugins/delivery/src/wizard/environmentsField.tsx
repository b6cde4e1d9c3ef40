import { fetchApiRef, useApi } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { Alert, Skeleton, Text } from '@backstage/ui';
import useSWR from 'swr';
import { errorText } from '../api/errorText';
import { EnvironmentChoice, environmentProblems } from './environmentChoice';
import styles from './environments.module.css';
import { EnvironmentsTable } from './EnvironmentsTable';
import { serviceNameOf } from './serviceNameOf';
import { readEnvironments } from './wizardRequests';

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

function ServiceEnvironments(props: typeof schema.TProps) {
  const { schema: field, formData, formContext, onChange } = props;
  const fetchApi = useApi(fetchApiRef);
  const { pipeline } = formContext?.formData ?? {};
  const name = serviceNameOf(formContext?.formData);
  const { data, error } = useSWR(
    typeof pipeline === 'string' && name !== undefined
      ? ['delivery/wizard/environments', pipeline, name]
      : undefined,
    ([, chosen, service]) =>
      readEnvironments(fetchApi, { pipeline: chosen, service }),
  );
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
          title={`The environments could not be read: ${errorText(error)}`}
        />
      )}
      {!data && !error && <Skeleton width="100%" height={170} />}
      {data && (
        <EnvironmentsTable
          environments={data}
          choices={formData ?? []}
          onChange={onChange}
        />
      )}
    </fieldset>
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
    environmentProblems(environments ?? []).forEach(problem =>
      field.addError(problem),
    );
  },
});
