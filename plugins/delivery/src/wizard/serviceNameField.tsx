import { fetchApiRef } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { TextField } from '@material-ui/core';
import { errorText } from '../api/errorText';
import { readNameProblem } from './wizardRequests';

const schema = makeFieldSchema({ output: z => z.string() });

function ServiceName(props: typeof schema.TProps) {
  const { schema: field, formData, onChange, rawErrors, required } = props;
  const [firstError] = rawErrors ?? [];
  return (
    <TextField
      id={props.idSchema.$id}
      label={field.title}
      helperText={field.description}
      value={formData ?? ''}
      onChange={event => onChange(event.target.value || undefined)}
      required={required}
      error={Boolean(firstError)}
      variant="outlined"
      margin="dense"
      autoComplete="off"
      fullWidth
    />
  );
}

/** `ui:field: ServiceName`: asks for a name and says at once if it is taken. */
export const serviceNameField = createFormField({
  name: 'ServiceName',
  component: ServiceName,
  schema,
  validation: async (name, field, { apiHolder, formData }) => {
    const fetchApi = apiHolder.get(fetchApiRef);
    if (!name || !fetchApi) {
      return;
    }
    try {
      const ci = typeof formData.ci === 'string' ? formData.ci : 'github';
      const problem = await readNameProblem(fetchApi, name, ci);
      if (problem) {
        field.addError(problem);
      }
    } catch (error) {
      field.addError(
        `Could not check whether the name is free: ${errorText(error)}`,
      );
    }
  },
});
