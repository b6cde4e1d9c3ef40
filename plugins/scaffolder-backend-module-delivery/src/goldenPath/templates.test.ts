import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const TEMPLATES = path.resolve(__dirname, '../../../../templates');

const pageSchema = z.looseObject({
  title: z.string(),
  properties: z.record(z.string(), z.json()),
  dependencies: z
    .object({
      from: z.object({
        oneOf: z.array(
          z.looseObject({ properties: z.record(z.string(), z.json()) }),
        ),
      }),
    })
    .optional(),
  allOf: z.json().optional(),
  required: z.array(z.string()).optional(),
});

const templateSchema = z.object({
  metadata: z.object({
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.object({
    parameters: z.array(pageSchema),
    steps: z.array(
      z.object({
        action: z.string(),
        input: z.looseObject({
          answers: z.record(z.string(), z.string()).optional(),
        }),
      }),
    ),
  }),
});

const sideSchema = z.object({ enum: z.array(z.string()).length(1) });

async function read(name: string) {
  const file = path.join(TEMPLATES, name, 'template.yaml');
  return templateSchema.parse(parse(await readFile(file, 'utf8')));
}

type Pages = z.infer<typeof templateSchema>['spec']['parameters'];

function questionsOf(pages: Pages) {
  return Object.fromEntries(
    pages.flatMap(page => [
      ...Object.entries(page.properties),
      ...(page.dependencies?.from.oneOf ?? []).flatMap(branch =>
        Object.entries(branch.properties),
      ),
    ]),
  );
}

describe('the templates of the golden path', () => {
  it('ask an existing service the same questions as a new one', async () => {
    const { spec: create } = await read('create-service');
    const { spec: add } = await read('add-delivery');
    const asked = questionsOf(add.parameters);
    const known = questionsOf(create.parameters);

    const own = ['from', 'service', 'repository'];
    // The catalog or the repository answers these, or nothing new is made.
    const answered = ['name', 'description', 'files'];
    expect(
      Object.keys(asked)
        .filter(name => !own.includes(name))
        .sort(),
    ).toEqual(
      Object.keys(known)
        .filter(name => !answered.includes(name))
        .sort(),
    );
    // What a choice means may need other words where nothing is created.
    const withoutWords = (questions: typeof asked) =>
      Object.entries(questions)
        .filter(([name]) => name in asked && !own.includes(name))
        .map(([name, question]) => ({
          name,
          ...Object(question),
          description: undefined,
        }))
        .sort((one, other) => one.name.localeCompare(other.name));
    expect(withoutWords(asked)).toEqual(withoutWords(known));
    for (const title of [
      'How is it checked and built?',
      'How is it delivered?',
    ]) {
      const page = (pages: Pages) => pages.find(each => each.title === title);
      expect(page(add.parameters)).toEqual(page(create.parameters));
    }
  });

  it('pass every answer on', async () => {
    const { spec } = await read('add-delivery');
    const [{ input }] = spec.steps;
    const own = ['from', 'service', 'repository'];

    expect(Object.keys(input.answers ?? {}).sort()).toEqual(
      Object.keys(questionsOf(spec.parameters))
        .filter(name => !own.includes(name))
        .sort(),
    );
  });

  it('pass on no answer to a question of the side that was not chosen', async () => {
    const { spec } = await read('add-delivery');
    const [{ input }] = spec.steps;
    const passed: Record<string, unknown> = { ...input, ...input.answers };

    const sides = spec.parameters.flatMap(
      page => page.dependencies?.from.oneOf ?? [],
    );
    const asked = sides.flatMap(({ properties: { from, ...questions } }) =>
      Object.keys(questions).map(question => ({
        question,
        side: sideSchema.parse(from).enum[0],
      })),
    );
    expect(asked).toHaveLength(4);
    for (const { question, side } of asked) {
      expect(passed[question]).toBe(
        `\${{ parameters.${question} if parameters.from == '${side}' else undefined }}`,
      );
    }
  });

  it('have a changelog that knows the version that services are made with', async () => {
    const { metadata } = await read('create-service');
    const changelog = await readFile(
      path.join(TEMPLATES, 'CHANGELOG.md'),
      'utf8',
    );

    const version = metadata.annotations['fairway.dev/golden-path-version'];
    const [newest] = changelog.match(/^## .+$/m) ?? [];
    expect(newest).toBe(`## ${version}`);
  });
});
