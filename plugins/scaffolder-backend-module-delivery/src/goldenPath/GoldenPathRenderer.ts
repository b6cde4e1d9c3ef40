import {
  BackstageCredentials,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  isTemplateEntityV1beta3,
  TemplateEntityV1beta3,
} from '@backstage/plugin-scaffolder-common';
import { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import { JsonObject } from '@backstage/types';
import { GOLDEN_PATH_VERSION_ANNOTATION } from '@fairway/backstage-plugin-delivery-common';
import { dryRunTemplate } from '../preview/dryRunTemplate';
import {
  readTemplateFolder,
  toDryRunFiles,
} from '../preview/readTemplateFolder';
import { completeAnswers } from './completeAnswers';
import { RenderedFile } from './git/snapshotScript';
import { GOLDEN_PATH_FILE, readGoldenPathFile } from './readGoldenPathFile';

/** The template that makes services. */
export const TEMPLATE_REF = 'template:default/create-service';

/** What the newest version of the template makes of some answers. */
export type Rendering = {
  version: number;
  service: RenderedFile[];
  /** Empty if the manifests live in the service's repository. */
  manifests: RenderedFile[];
};

/** What to render. `version` is that of the template that asked for the answers. */
export type RenderingRequest = {
  answers: JsonObject;
  version?: number;
  scope: '' | 'delivery';
  /** Kept from the first time. */
  context: JsonObject;
  task: string;
};

/** Renders the template of services as the wizard would, without creating anything. */
export class GoldenPathRenderer {
  readonly #catalog: CatalogService;
  readonly #scaffolder: ScaffolderService;
  readonly #urlReader: UrlReaderService;

  static create(options: {
    catalog: CatalogService;
    scaffolder: ScaffolderService;
    urlReader: UrlReaderService;
  }): GoldenPathRenderer {
    return new GoldenPathRenderer(options);
  }

  private constructor(options: {
    catalog: CatalogService;
    scaffolder: ScaffolderService;
    urlReader: UrlReaderService;
  }) {
    this.#catalog = options.catalog;
    this.#scaffolder = options.scaffolder;
    this.#urlReader = options.urlReader;
  }

  /** What the template says of itself; a quick look before a rendering. Undefined if it says nothing. */
  async newestVersion(
    credentials: BackstageCredentials,
  ): Promise<number | undefined> {
    const { metadata } = await this.#findTemplate(credentials);
    const version = Number(
      metadata.annotations?.[GOLDEN_PATH_VERSION_ANNOTATION],
    );
    return Number.isInteger(version) ? version : undefined;
  }

  async render(
    request: RenderingRequest,
    credentials: BackstageCredentials,
  ): Promise<Rendering> {
    const template = await this.#findTemplate(credentials);
    const sources = await readTemplateFolder(template, this.#urlReader);
    const executables = sources
      .filter(file => file.executable)
      .map(file => `/${file.path}`);
    const { directoryContents } = await dryRunTemplate(
      this.#scaffolder,
      {
        template,
        values: {
          ...completeAnswers(template, request),
          scope: request.scope,
          context: request.context,
        },
        directoryContents: toDryRunFiles(sources),
      },
      { credentials },
    );
    const filesBelow = (folder: string) =>
      directoryContents
        .filter(file => file.path.startsWith(folder))
        .map(file => toFile(file, { folder, executables, task: request.task }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    const service = filesBelow('service/');
    const answers = service.find(file => file.path === GOLDEN_PATH_FILE);
    if (!answers) {
      throw new ConflictError(
        `The template ${TEMPLATE_REF} makes no ${GOLDEN_PATH_FILE} with the answers of this service`,
      );
    }
    const { version } = readGoldenPathFile(
      answers.content.toString('utf8'),
      TEMPLATE_REF,
    );
    return { version, service, manifests: filesBelow('manifests/') };
  }

  async #findTemplate(
    credentials: BackstageCredentials,
  ): Promise<TemplateEntityV1beta3> {
    const template = await this.#catalog.getEntityByRef(TEMPLATE_REF, {
      credentials,
    });
    if (!template || !isTemplateEntityV1beta3(template)) {
      throw new NotFoundError(
        `No ${TEMPLATE_REF} in the catalog, or you may not see it`,
      );
    }
    return template;
  }
}

function toFile(
  file: { path: string; base64Content: string },
  options: { folder: string; executables: string[]; task: string },
): RenderedFile {
  const { folder, executables, task } = options;
  const path = file.path.slice(folder.length);
  const content = Buffer.from(file.base64Content, 'base64');
  return {
    path,
    content: path === GOLDEN_PATH_FILE ? withTask(content, task) : content,
    // The dry run forgets modes; the file of the template that this one was made from has it.
    executable: executables.some(
      each => each.endsWith(`/${path}`) || each.endsWith(`/${path}.njk`),
    ),
  };
}

/** The dry run has an id of its own; the repository keeps that of the run that made it. */
function withTask(content: Buffer, task: string): Buffer {
  return Buffer.from(
    content.toString('utf8').replace(/^task:.*$/m, () => `task: ${task}`),
  );
}
