import {
  HttpAuthService,
  RootConfigService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { isTemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';
import { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import { JsonObject } from '@backstage/types';
import express from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { isCiSystem, readChoices } from '../choices';
import { createCodeHost } from '../codeHosts/createCodeHost';
import { resolveEnvironments } from '../environments';
import { findNameProblem } from '../findNameProblem';
import { readPipelineChoices, requirePipeline } from '../readPipelineChoices';
import { readWizardConfig } from '../wizardConfig';
import { dryRunTemplate } from './dryRunTemplate';
import { readTemplateFolder, toDryRunFiles } from './readTemplateFolder';

const MAX_PREVIEW_CHARACTERS = 100_000;

const environmentsQuerySchema = z.object({
  pipeline: z.string().max(100),
  service: z.string().max(40),
});

const previewRequestSchema = z.object({
  templateRef: z.string().max(300),
  values: z.record(z.string(), z.json()),
});

/**
 * What the wizard's form asks while it is filled in: whether a name is free, what this portal offers, which environments
 * there are, and which files would be made.
 */
export function createPreviewRouter(options: {
  config: RootConfigService;
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  integrations: ScmIntegrationRegistry;
  scaffolder: ScaffolderService;
  urlReader: UrlReaderService;
}): express.Router {
  const { config, catalog, httpAuth, integrations, scaffolder, urlReader } =
    options;
  const router = Router();

  router.get('/delivery/pipelines', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['user'] });
    res.json({ pipelines: readPipelineChoices(config) });
  });

  router.get('/delivery/choices', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['user'] });
    res.json(readChoices(config));
  });

  router.get('/delivery/environments', async (req, res) => {
    await httpAuth.credentials(req, { allow: ['user'] });
    const query = environmentsQuerySchema.safeParse(req.query);
    if (!query.success) {
      const [issue] = query.error.issues;
      throw new InputError(`${issue.path.join('.')}: ${issue.message}`);
    }
    const pipeline = requirePipeline(config, query.data.pipeline);
    res.json({
      environments: resolveEnvironments({
        service: query.data.service,
        pipeline,
        domain: readWizardConfig(config).domain,
        choices: [],
      }).map(environment => ({
        ...environment,
        approvals: pipeline.approvals[environment.name],
      })),
    });
  });

  router.get('/delivery/service-names/:name', async (req, res) => {
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    const { ci = 'github' } = req.query;
    if (typeof ci !== 'string' || !isCiSystem(ci)) {
      throw new InputError(`ci: '${ci}' is not github, gitlab or azure`);
    }
    const problem = await findNameProblem(req.params.name, {
      catalog,
      credentials,
      codeHost: createCodeHost(ci, {
        wizard: readWizardConfig(config),
        integrations,
      }),
    });
    res.json(problem ? { available: false, problem } : { available: true });
  });

  // Only here: the router is shared with the scaffolder, whose own bodies may be larger.
  const json = express.json({ limit: '256kb' });
  router.post('/delivery/preview', json, async (req, res) => {
    const credentials = await httpAuth.credentials(req, { allow: ['user'] });
    const request = previewRequestSchema.safeParse(req.body);
    if (!request.success) {
      const [issue] = request.error.issues;
      throw new InputError(`${issue.path.join('.')}: ${issue.message}`);
    }
    const { templateRef, values } = request.data;
    const template = await catalog.getEntityByRef(templateRef, { credentials });
    if (!template || !isTemplateEntityV1beta3(template)) {
      throw new NotFoundError(`No template '${templateRef}' in the catalog`);
    }
    const result = await dryRunTemplate(
      scaffolder,
      {
        template,
        values: toJsonObject(values),
        directoryContents: toDryRunFiles(
          await readTemplateFolder(template, urlReader),
        ),
      },
      { credentials },
    );
    const files = result.directoryContents
      .map(file => toPreview(file))
      .sort((a, b) => a.path.localeCompare(b.path));
    if (files.length === 0) {
      throw new ConflictError(
        `The template '${templateRef}' makes no files with these values`,
      );
    }
    res.json({ files });
  });

  return router;
}

function toJsonObject(values: Record<string, z.infer<z.ZodJSONSchema>>) {
  const object: JsonObject = {};
  for (const [key, value] of Object.entries(values)) {
    object[key] = value;
  }
  return object;
}

function toPreview(file: { path: string; base64Content: string }) {
  const content = Buffer.from(file.base64Content, 'base64').toString('utf8');
  return {
    path: file.path,
    content: content.slice(0, MAX_PREVIEW_CHARACTERS),
    truncated: content.length > MAX_PREVIEW_CHARACTERS,
  };
}
