// Answers, line by line, what the typed model of a Kubernetes object says of it.
import { createInterface } from 'node:readline';
import { modelPath } from './modelPaths.mjs';

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(
    `${JSON.stringify(await findProblem(JSON.parse(line)))}\n`,
  );
}

async function findProblem(object) {
  const specifier = modelPath(object);
  let models;
  try {
    models = await import(specifier);
  } catch {
    return {
      specifier,
      problem: `no model knows ${object.apiVersion} ${object.kind}`,
    };
  }
  try {
    new models[object.kind](object).validate();
    return { specifier };
  } catch (error) {
    return { specifier, problem: error.message };
  }
}
