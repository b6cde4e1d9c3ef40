import express, { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { createAccountsRouter } from './accounts/accountsRouter';
import { createActionsPermissionsRouter } from './actions/actionsPermissionsRouter';
import { createArtifactsRouter } from './actions/artifactsRouter';
import { createJobsRouter } from './actions/jobsRouter';
import { createSecretsRouter } from './actions/secretsRouter';
import { createVariablesRouter } from './actions/variablesRouter';
import { createWorkflowRunsRouter } from './actions/workflowRunsRouter';
import { createWorkflowsRouter } from './actions/workflowsRouter';
import { createBranchesRouter } from './branches/branchesRouter';
import { createCheckRunsRouter } from './checks/checkRunsRouter';
import { createCheckSuitesRouter } from './checks/checkSuitesRouter';
import { createAlertsRouter } from './codeScanning/alertsRouter';
import { createAnalysesRouter } from './codeScanning/analysesRouter';
import { createSarifsRouter } from './codeScanning/sarifsRouter';
import { createCommitsRouter } from './commits/commitsRouter';
import { createStatusesRouter } from './commits/statusesRouter';
import { createArchiveRouter } from './contents/archiveRouter';
import { createContentsRouter } from './contents/contentsRouter';
import { createBranchPoliciesRouter } from './deployments/branchPoliciesRouter';
import { createDeploymentsRouter } from './deployments/deploymentsRouter';
import { createEnvironmentsRouter } from './deployments/environmentsRouter';
import { ForgeServices } from './ForgeServices';
import { createGitDataRouter } from './gitData/gitDataRouter';
import { createRefsRouter } from './gitData/refsRouter';
import { createTagsRouter } from './gitData/tagsRouter';
import { ApiError } from './http/ApiError';
import { createDownloadsRouter } from './http/downloadsRouter';
import { errorHandler } from './http/errorHandler';
import { createMetaRouter } from './http/metaRouter';
import { createReviewsRouter } from './pulls/reviewsRouter';
import { createMergeRouter } from './pulls/mergeRouter';
import { createPullContentsRouter } from './pulls/pullContentsRouter';
import { createRulesetsRouter } from './branches/rulesetsRouter';
import { createProtectionRouter } from './branches/protectionRouter';
import { createIssuesRouter } from './issues/issuesRouter';
import { createLabelsRouter } from './issues/labelsRouter';
import { createCommentsRouter } from './issues/commentsRouter';
import { createWebhooksRouter } from './webhooks/webhooksRouter';
import { createPullsRouter } from './pulls/pullsRouter';
import { createRepositoriesRouter } from './repositories/repositoriesRouter';
import { createRepositorySettingsRouter } from './repositories/repositorySettingsRouter';

/** The REST API below `/api/v3`. */
export function createForgeApiRouter(services: ForgeServices): ExpressRouter {
  const router = Router();
  router.use(createDownloadsRouter(services));
  router.use(services.rateLimit.middleware());
  router.use((request, _response, next) => {
    // Node's fetch adds `no-cache` to every conditional request; GitHub answers 304 all the same, Express would not.
    delete request.headers['cache-control'];
    next();
  });
  router.use(express.json({ limit: '50mb', strict: false }));
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
  createTagsRouter,
  // Before commits, whose last route takes any ref and so any path.
  createStatusesRouter,
  createCheckRunsRouter,
  createCheckSuitesRouter,
  createCommitsRouter,
  createRulesetsRouter,
  // Before branches, whose last route takes any name.
  createProtectionRouter,
  createBranchesRouter,
  createPullsRouter,
  createPullContentsRouter,
  createReviewsRouter,
  createMergeRouter,
  createIssuesRouter,
  createLabelsRouter,
  createCommentsRouter,
  createWebhooksRouter,
  createWorkflowsRouter,
  createWorkflowRunsRouter,
  createJobsRouter,
  createArtifactsRouter,
  createSecretsRouter,
  createVariablesRouter,
  createActionsPermissionsRouter,
  createAnalysesRouter,
  createAlertsRouter,
  createSarifsRouter,
  createDeploymentsRouter,
  createEnvironmentsRouter,
  createBranchPoliciesRouter,
];
