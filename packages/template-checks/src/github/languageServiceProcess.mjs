// Answers, line by line, what GitHub's own language service says of a repository's workflows and actions. It runs in a
// process of its own because the service is an ES module that imports JSON without saying so, which only a hook can allow.
import { registerHooks } from 'node:module';
import { createInterface } from 'node:readline';

registerHooks({
  load: (url, context, nextLoad) =>
    nextLoad(
      url,
      url.endsWith('.json')
        ? { ...context, importAttributes: { type: 'json' } }
        : context,
    ),
});

const { validate } = await import('@actions/languageservice');
const { TextDocument } = await import('vscode-languageserver-textdocument');

let questions = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const { files, path, inputs } = JSON.parse(line);
  process.stdout.write(
    `${JSON.stringify(await findProblems(files, path, inputs))}\n`,
  );
}

async function findProblems(files, path, inputs) {
  // The service remembers what it parsed by its address, and the same path has another text in another rendering.
  questions += 1;
  const document = TextDocument.create(
    `file:///${questions}/${path}`,
    'yaml',
    0,
    files[path],
  );
  const diagnostics = await validate(document, {
    actionsMetadataProvider: {
      // An action whose inputs nobody recorded takes whatever it is given.
      fetchActionMetadata: async ({ owner, name, path: folder }) => ({
        name,
        description: '',
        inputs: inputs[[owner, name, folder].filter(Boolean).join('/')],
      }),
    },
    fileProvider: {
      getFileContent: async ({ path: name }) => {
        const called = name.replace(/^\.?\//, '');
        if (files[called] === undefined) {
          throw new Error(`There is no file ${called}`);
        }
        return { name: called, content: files[called] };
      },
    },
  });
  return diagnostics.map(({ range, message }) => ({
    line: range.start.line + 1,
    message,
    source: document.getText(range),
  }));
}
