import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import {
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import {
  dispatchInputsOf,
  listWorkflows,
  requireWorkflow,
} from './findWorkflow';
import { resolveInputs } from './resolveInputs';
import { workflowJson } from './workflowJson';

const dispatchSchema = z.object({
  ref: z.string().min(1),
  inputs: z.record(z.string(), z.coerce.string()).default({}),
});

/** Workflow files: what there is, and running one by hand. */
export function createWorkflowsRouter(services: ForgeServices): ExpressRouter {
  const { events, runs, urls } = services;
  const router = Router();
  const base = '/repos/:owner/:repo/actions/workflows';

  router.get(base, async (request, response) => {
    const repository = requireRepository(services, request);
    const all = await listWorkflows(services, repository);
    response.json({
      total_count: all.length,
      workflows: paginate(request, response, all, urls.base).map(workflow =>
        workflowJson(urls, repository, workflow),
      ),
    });
  });

  router.get(`${base}/:workflow`, async (request, response) => {
    const repository = requireRepository(services, request);
    const workflow = await requireWorkflow(services, request, repository);
    response.json(workflowJson(urls, repository, workflow));
  });

  for (const [verb, disabled] of [
    ['enable', false],
    ['disable', true],
  ] as const) {
    router.put(`${base}/:workflow/${verb}`, async (request, response) => {
      const repository = requireWritable(services, request);
      const workflow = await requireWorkflow(services, request, repository);
      runs.putWorkflow({
        ...workflow,
        disabled,
        seenAt: new Date().toISOString(),
      });
      response.status(204).end();
    });
  }

  router.post(`${base}/:workflow/dispatches`, async (request, response) => {
    const repository = requireWritable(services, request);
    const { login } = requireViewer(services, request);
    const workflow = await requireWorkflow(services, request, repository);
    const { ref, inputs } = dispatchSchema.parse(request.body);
    if (workflow.disabled) {
      throw new ApiError(
        403,
        `Cannot trigger a 'workflow_dispatch' on a disabled workflow`,
      );
    }
    const { owner, name: repo } = repository;
    const git = services.git.repository(owner, repo);
    if (!(await git.resolve(ref))) {
      throw new ApiError(422, `No ref found for: ${ref}`);
    }
    const file = await git.readFile(ref, workflow.path);
    const declared = file && dispatchInputsOf(file.toString());
    if (!declared) {
      throw new ApiError(
        422,
        `Workflow does not have 'workflow_dispatch' trigger`,
      );
    }
    events.emitWorkflowRequest({
      kind: 'dispatch',
      owner,
      repo,
      workflowPath: workflow.path,
      ref,
      inputs: resolveInputs(declared, inputs),
      actor: login,
    });
    response.status(204).end();
  });
  return router;
}
