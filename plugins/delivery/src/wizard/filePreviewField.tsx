import { fetchApiRef, useApi } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { Alert, BgProvider, Button, Flex, Text } from '@backstage/ui';
import { useEffect, useRef, useState } from 'react';
import { errorText } from '../api/errorText';
import { FileBrowser } from './FileBrowser';
import { PreviewFile, previewFiles } from './wizardRequests';

const schema = makeFieldSchema({
  output: z => z.null(),
  uiOptions: z => z.object({ templateRef: z.string() }),
});

type State =
  | { status: 'idle' }
  | { status: 'loading' }
  | { status: 'failed'; message: string }
  | { status: 'ready'; files: PreviewFile[] };

function FilePreview(props: typeof schema.TProps) {
  const { schema: field, formContext, uiSchema } = props;
  const templateRef = uiSchema['ui:options']?.templateRef ?? '';
  const fetchApi = useApi(fetchApiRef);
  const [state, setState] = useState<State>({ status: 'idle' });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  async function load() {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setState({ status: 'loading' });
    try {
      const files = await previewFiles(
        fetchApi,
        { templateRef, values: formContext?.formData ?? {} },
        controller.signal,
      );
      setState({ status: 'ready', files });
    } catch (error) {
      if (!controller.signal.aborted) {
        setState({
          status: 'failed',
          message: errorText(error),
        });
      }
    }
  }

  return (
    <Flex direction="column" gap="3">
      <Text as="h3" variant="body-medium" weight="bold">
        {field.title}
      </Text>
      <Text variant="body-medium" color="secondary">
        {field.description}
      </Text>
      <BgProvider bg="neutral-1">
        <div>
          <Button
            variant="secondary"
            onPress={load}
            isPending={state.status === 'loading'}
          >
            {state.status === 'ready' ? 'Preview again' : 'Preview the files'}
          </Button>
        </div>
      </BgProvider>
      {state.status === 'failed' && (
        <Alert status="danger" title={state.message} />
      )}
      {state.status === 'ready' && <FileBrowser files={state.files} />}
    </Flex>
  );
}

/** `ui:field: FilePreview`: shows what the wizard would make, before it makes anything. */
export const filePreviewField = createFormField({
  name: 'FilePreview',
  component: FilePreview,
  schema,
});
