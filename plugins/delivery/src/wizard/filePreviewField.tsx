import { CodeSnippet } from '@backstage/core-components';
import { fetchApiRef, useApi } from '@backstage/core-plugin-api';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { Alert, BgProvider, Button, Flex, Text } from '@backstage/ui';
import { useEffect, useRef, useState } from 'react';
import styles from './filePreview.module.css';
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
          message: error instanceof Error ? error.message : String(error),
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
      {state.status === 'ready' && <Files files={state.files} />}
    </Flex>
  );
}

function Files(props: { files: PreviewFile[] }) {
  const { files } = props;
  const [path, setPath] = useState(files[0]?.path);
  const file = files.find(candidate => candidate.path === path) ?? files[0];
  return (
    <div className={styles.preview}>
      <ul className={styles.files} aria-label={`${files.length} files`}>
        {files.map(({ path: name }) => (
          <li key={name}>
            <button
              type="button"
              className={styles.file}
              aria-current={name === file?.path}
              title={name}
              onClick={() => setPath(name)}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      {file && (
        <div className={styles.content}>
          <CodeSnippet
            text={file.content}
            language={languageOf(file.path)}
            showLineNumbers
          />
          {file.truncated && (
            <Text variant="body-small" color="secondary">
              Only the beginning of this file is shown.
            </Text>
          )}
        </div>
      )}
    </div>
  );
}

function languageOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'Dockerfile') {
    return 'docker';
  }
  const languages: Record<string, string> = {
    yaml: 'yaml',
    yml: 'yaml',
    py: 'python',
    toml: 'ini',
    md: 'markdown',
    sh: 'bash',
  };
  return languages[name.slice(name.lastIndexOf('.') + 1)] ?? 'text';
}

/** `ui:field: FilePreview`: shows what the wizard would make, before it makes anything. */
export const filePreviewField = createFormField({
  name: 'FilePreview',
  component: FilePreview,
  schema,
});
