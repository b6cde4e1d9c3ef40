import { fetchApiRef, useApi } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import useSWR from 'swr';
import { errorText } from '../api/errorText';
import { ChoiceSelect } from './ChoiceSelect';
import { readPipelines } from './wizardRequests';

const schema = makeFieldSchema({ output: z => z.string() });

function DeliveryPipeline(props: typeof schema.TProps) {
  const { schema: field, formData, onChange } = props;
  const fetchApi = useApi(fetchApiRef);
  const { data, error } = useSWR('delivery/wizard/pipelines', () =>
    readPipelines(fetchApi),
  );
  const chosen = data?.find(pipeline => pipeline.name === formData);
  const help = [
    field.description,
    chosen && `Here: ${chosen.environments.join(' → ')}.`,
  ];
  return (
    <ChoiceSelect
      id={props.idSchema.$id}
      label={field.title}
      help={help.filter(Boolean).join(' ')}
      choices={data}
      problem={
        error && `The delivery pipelines could not be read: ${errorText(error)}`
      }
      value={formData}
      onChange={onChange}
    />
  );
}

/** `ui:field: DeliveryPipeline`: offers the pipelines that this portal is configured with. */
export const pipelineField = createFormField({
  name: 'DeliveryPipeline',
  component: DeliveryPipeline,
  schema,
});
