import { fetchApiRef, useApi } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import useSWR from 'swr';
import { ChoiceSelect } from './ChoiceSelect';
import { readRegistries } from './wizardRequests';

const schema = makeFieldSchema({ output: z => z.string() });

function ImageRegistry(props: typeof schema.TProps) {
  const { schema: field, formData, onChange } = props;
  const fetchApi = useApi(fetchApiRef);
  const { data, error } = useSWR('delivery/wizard/registries', () =>
    readRegistries(fetchApi),
  );
  const offered = data?.filter(registry => registry.path);
  const missing = data?.filter(registry => !registry.path) ?? [];
  const chosen = offered?.find(registry => registry.name === formData);
  const help = [
    field.description,
    chosen && `Here: ${chosen.path}.`,
    missing.length > 0 &&
      `Not set up in this portal: ${missing
        .map(registry => registry.title)
        .join(', ')}.`,
  ];
  return (
    <ChoiceSelect
      id={props.idSchema.$id}
      label={field.title}
      help={help.filter(Boolean).join(' ')}
      choices={offered}
      problem={
        error && `The image registries could not be read: ${error.message}`
      }
      value={formData}
      onChange={onChange}
    />
  );
}

/** `ui:field: ImageRegistry`: offers the registries that this portal is configured with, and says which are not. */
export const registryField = createFormField({
  name: 'ImageRegistry',
  component: ImageRegistry,
  schema,
});
