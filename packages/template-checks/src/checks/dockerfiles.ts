import { Dockerfile, DockerfileParser } from 'dockerfile-ast';
import { Check } from './Check';

/** Images are built from named versions, run as a user without rights, start without a shell and fetch nothing unchecked. */
export const dockerfiles: Check = {
  name: 'Dockerfiles keep the rules',
  run: files =>
    [...files]
      .filter(([path]) => /(?:^|\/)Dockerfile$/.test(path))
      .flatMap(([path, content]) =>
        findProblems(DockerfileParser.parse(content), content).map(message => ({
          path,
          message,
        })),
      ),
};

function findProblems(file: Dockerfile, content: string): string[] {
  return [
    ...findInStages(file),
    ...findInUser(file),
    ...findInStart(file),
    ...findInAdditions(file),
    ...findInSecrets(file),
    ...(/^# syntax=docker\/dockerfile:\d/.test(content)
      ? []
      : ['does not name the version of its syntax']),
  ];
}

function findInStages(file: Dockerfile): string[] {
  const stages = file.getFROMs();
  const names = stages.map(stage => stage.getBuildStage());
  const problems = stages.flatMap(stage => {
    const image = stage.getImage() ?? '';
    if (names.includes(image) || image === 'scratch') {
      return [];
    }
    const tag = stage.getImageTag();
    const isPinned = stage.getImageDigest() !== null;
    if (image.includes('$')) {
      return [`builds from ${image}, which only the build can know`];
    }
    return (tag && tag !== 'latest') || isPinned
      ? []
      : [`builds from ${image}, which has no version`];
  });
  return stages.length > 1
    ? problems
    : [...problems, 'has a single stage, so that the tools are shipped'];
}

function findInUser(file: Dockerfile): string[] {
  const [last] = lastStage(file)
    .filter(instruction => instruction.getKeyword() === 'USER')
    .slice(-1);
  const user = last?.getArgumentsContent() ?? '';
  return /^[1-9]\d*(?::[1-9]\d*)?$/.test(user)
    ? []
    : [`runs as '${user}', not as a numeric user without rights`];
}

function findInStart(file: Dockerfile): string[] {
  const starts = lastStage(file).filter(instruction =>
    ['CMD', 'ENTRYPOINT'].includes(instruction.getKeyword()),
  );
  if (starts.length === 0) {
    return ['starts nothing'];
  }
  return starts
    .filter(start => !start.getArgumentsContent()?.trim().startsWith('['))
    .map(start => `starts by a shell: ${start.getArgumentsContent()}`);
}

function findInAdditions(file: Dockerfile): string[] {
  return file
    .getInstructions()
    .filter(instruction => instruction.getKeyword() === 'ADD')
    .map(
      instruction =>
        `adds ${instruction.getArgumentsContent()}; COPY takes no addresses and unpacks nothing`,
    );
}

function findInSecrets(file: Dockerfile): string[] {
  return file
    .getInstructions()
    .filter(instruction => ['ARG', 'ENV'].includes(instruction.getKeyword()))
    .map(instruction => instruction.getArgumentsContent() ?? '')
    .filter(content => /token|password|secret|credential/i.test(content))
    .map(content => `keeps a secret in the image: ${content}`);
}

function lastStage(file: Dockerfile) {
  const instructions = file.getInstructions();
  const last = instructions.findLastIndex(
    instruction => instruction.getKeyword() === 'FROM',
  );
  return instructions.slice(last);
}
