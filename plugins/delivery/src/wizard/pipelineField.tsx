import { fetchApiRef, useApi } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { MenuItem, TextField } from '@material-ui/core';
import { Alert } from '@backstage/ui';
import useSWR from 'swr';
import { readPipelines } from './wizardRequests';

const schema = makeFieldSchema({ output: z => z.string() });

function DeliveryPipeline(props: typeof schema.TProps) {
  const { schema: field, formData, onChange } = props;
  const fetchApi = useApi(fetchApiRef);
  const { data, error } = useSWR('delivery/wizard/pipelines', () =>
    readPipelines(fetchApi),
  );
  if (error) {
    return (
      <Alert
        status="danger"
        title={`The delivery pipelines could not be read: ${error.message}`}
      />
    );
  }
  const chosen = data?.find(pipeline => pipeline.name === formData);
  return (
    <TextField
      id={props.idSchema.$id}
      select
      label={field.title}
      helperText={
        chosen
          ? `${field.description ?? ''} Here: ${chosen.environments.join(
              ' → ',
            )}.`
          : field.description
      }
      disabled={!data}
      value={data && formData ? formData : ''}
      onChange={event => onChange(event.target.value || undefined)}
      variant="outlined"
      margin="dense"
      fullWidth
    >
      {(data ?? []).map(pipeline => (
        <MenuItem key={pipeline.name} value={pipeline.name}>
          {pipeline.title}
        </MenuItem>
      ))}
    </TextField>
  );
}

/** `ui:field: DeliveryPipeline`: offers the pipelines that this portal is configured with. */
export const pipelineField = createFormField({
  name: 'DeliveryPipeline',
  component: DeliveryPipeline,
  schema,
});
