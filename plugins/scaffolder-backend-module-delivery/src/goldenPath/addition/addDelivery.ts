import { ConflictError, InputError, isError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { annotateCatalogInfo } from '../catalogInfo/annotateCatalogInfo';
import { CATALOG_FILE } from '../catalogInfo/catalogFileOf';
import { Author, RenderedFile } from '../git/snapshotScript';
import { commitPristine, pristineBranch } from '../pristine';
import {
  GOLDEN_PATH_TRAILER,
  proposeChange,
  ProposalTarget,
} from '../proposeChange';
import { PullRequest } from '../pullRequests/PullRequests';
import { GOLDEN_PATH_FILE, readGoldenPathFile } from '../readGoldenPathFile';
import { describeAddition } from './describeAddition';
import { missingParts } from './missingParts';
import { planAddition } from './planAddition';

export const ADDITION_BRANCH = 'golden-path/add-delivery';

/** Where a change of a repository without a golden path starts. */
export type AdditionStart = {
  into: string;
  tip: string;
  /** The run that proposed the same before, if one did. */
  task: string | undefined;
};

/** Finds where to start; throws an error that shows the way if delivery is there already or cannot be added. */
export async function startAddition(
  target: ProposalTarget,
  answers: JsonObject,
): Promise<AdditionStart> {
  const { url, bench, branches } = target;
  const into =
    answers.branching === 'gitflow' && branches.tips.has('develop')
      ? 'develop'
      : 'main';
  const tip = branches.tips.get(into);
  if (!tip) {
    throw new InputError(
      `The golden path works with a branch 'main'; ${url} has none, its default branch is '${branches.default}'. Rename it and run this again`,
    );
  }
  if (await bench.readFile(tip, GOLDEN_PATH_FILE)) {
    throw new ConflictError(
      `${url} is on the golden path already (${GOLDEN_PATH_FILE}); 'Upgrade the golden path' brings it to the newest version`,
    );
  }
  const proposed = branches.tips.get(ADDITION_BRANCH);
  const text = proposed && (await bench.readFile(proposed, GOLDEN_PATH_FILE));
  const task = text ? readGoldenPathFile(text, url).task : undefined;
  return { into, tip, task };
}

/** Proposes what a repository lacks of a rendering. Nothing that it has is touched, but for annotations of its catalog file. */
export async function addDelivery(
  target: ProposalTarget,
  options: {
    start: AdditionStart;
    component: string;
    /** Where the catalog reads the component, if it knows it. */
    catalogFile: string | undefined;
    language: JsonObject[string];
    version: number;
    files: RenderedFile[];
    manifestsUrl: string | undefined;
    fileUrl: (branch: string, path: string) => string;
    author: Author;
    changelogUrl?: string;
  },
): Promise<PullRequest> {
  const { bench, branches } = target;
  const { start, version, files, author, fileUrl } = options;
  const present = await bench.listFiles(start.tip);
  const catalogFile = options.catalogFile ?? CATALOG_FILE;
  const catalogText = await bench.readFile(start.tip, catalogFile);
  const plan = planAddition(
    catalogText === undefined
      ? files
      : files.filter(file => file.path !== CATALOG_FILE),
    present,
  );
  const catalog =
    catalogText === undefined
      ? ({ kind: 'new' } as const)
      : annotate(catalogText, catalogFile, options.component, files);

  const pristine = {
    branch: pristineBranch(version),
    commit: await commitPristine(bench, {
      branches,
      base: start.tip,
      version,
      files,
      left: [
        ...plan.left.filter(({ path, rendered }) => path === rendered),
        ...(present.has(CATALOG_FILE) ? [{ path: CATALOG_FILE }] : []),
      ].map(({ path }) => path),
    }),
  };
  const title = 'ci: add the delivery of the golden path';
  const commit = await bench.commitFiles({
    kind: 'addition',
    parent: start.tip,
    files: [
      ...plan.added,
      ...(catalog.kind === 'annotated'
        ? [
            {
              path: catalogFile,
              content: Buffer.from(catalog.text),
              executable: false,
            },
          ]
        : []),
    ],
    message: `${title}\n\n${GOLDEN_PATH_TRAILER}: v${version}\n`,
    author,
  });
  return proposeChange(target, {
    branch: ADDITION_BRANCH,
    into: start.into,
    commit,
    pristine,
    text: {
      title,
      body: describeAddition({
        version,
        plan,
        catalog,
        manifestsUrl: options.manifestsUrl,
        missing: missingParts(options.language, present),
        pristineBranch: pristine.branch,
        fileUrl: path => fileUrl(pristine.branch, path),
        changelogUrl: options.changelogUrl,
      }),
    },
  });
}

const componentSchema = z.object({
  kind: z.literal('Component'),
  metadata: z.object({ annotations: z.record(z.string(), z.string()) }),
});

function annotate(
  text: string,
  path: string,
  component: string,
  files: RenderedFile[],
) {
  const rendered = files.find(file => file.path === CATALOG_FILE);
  const annotations = parseAllDocuments(rendered?.content.toString() ?? '')
    .map(document => componentSchema.safeParse(document.toJS()).data)
    .find(entity => entity !== undefined)?.metadata.annotations;
  try {
    const annotated = annotateCatalogInfo(text, {
      path,
      component,
      annotations: annotations ?? {},
    });
    return { kind: 'annotated' as const, path, ...annotated };
  } catch (error) {
    if (isError(error) && error.name === 'InputError') {
      return { kind: 'left' as const, path, problem: error.message };
    }
    throw error;
  }
}
