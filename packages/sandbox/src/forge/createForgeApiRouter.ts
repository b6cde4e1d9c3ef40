import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { createAccountsRouter } from './accounts/accountsRouter';
import { createWorkflowRunsRouter } from './actions/workflowRunsRouter';
import { createBranchesRouter } from './branches/branchesRouter';
import { createCodeScanningRouter } from './codeScanning/codeScanningRouter';
import { createCommitsRouter } from './commits/commitsRouter';
import { createArchiveRouter } from './contents/archiveRouter';
import { createContentsRouter } from './contents/contentsRouter';
import { ForgeServices } from './ForgeServices';
import { createGitDataRouter } from './gitData/gitDataRouter';
import { createRefsRouter } from './gitData/refsRouter';
import { ApiError } from './http/ApiError';
import { errorHandler } from './http/errorHandler';
import { createMetaRouter } from './http/metaRouter';
import { createPullsRouter } from './pulls/pullsRouter';
import { createRepositoriesRouter } from './repositories/repositoriesRouter';
import { createRepositorySettingsRouter } from './repositories/repositorySettingsRouter';

/** The REST API below `/api/v3`. */
export function createForgeApiRouter(services: ForgeServices): ExpressRouter {
  const router = Router();
  router.use(services.rateLimit.middleware());
  // A wrong token is an error everywhere, also where none is needed.
  router.use((request, _response, next) => {
    services.accounts.viewerOf(request.headers.authorization);
    next();
  });
  for (const create of rooms) {
    router.use(create(services));
  }
  router.use(() => {
    throw ApiError.notFound();
  });
  router.use(errorHandler(services));
  return router;
}

const rooms = [
  createMetaRouter,
  createAccountsRouter,
  createRepositoriesRouter,
  createRepositorySettingsRouter,
  createContentsRouter,
  createArchiveRouter,
  createGitDataRouter,
  createRefsRouter,
  createCommitsRouter,
  createBranchesRouter,
  createPullsRouter,
  createWorkflowRunsRouter,
  createCodeScanningRouter,
];
