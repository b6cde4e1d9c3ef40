import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import {
  numberParameter,
  queryText,
  requireRepository,
} from '../http/requests';
import { wireTime } from '../http/wire';
import { RepositoryRecord } from '../repositories/records';
import { AnalysisRecord } from './records';

/** The analyses that scanners uploaded, and their SARIF. */
export function createAnalysesRouter(services: ForgeServices): ExpressRouter {
  const { codeScanning, urls } = services;
  const router = Router();

  const analysisJson = (
    repository: RepositoryRecord,
    analysis: AnalysisRecord,
  ) => ({
    id: analysis.id,
    ref: analysis.ref,
    commit_sha: analysis.commitSha,
    analysis_key: analysis.category,
    environment: '{}',
    category: analysis.category,
    error: '',
    created_at: wireTime(analysis.createdAt),
    results_count: analysis.resultsCount,
    rules_count: analysis.rulesCount,
    url: urls.repositoryApi(
      repository,
      'code-scanning',
      'analyses',
      analysis.id,
    ),
    sarif_id: analysis.sarifId,
    tool: {
      name: analysis.toolName,
      guid: null,
      version: analysis.toolVersion ?? null,
    },
    deletable: true,
    warning: '',
  });

  router.get(
    '/repos/:owner/:repo/code-scanning/analyses',
    (request, response) => {
      const repository = requireRepository(services, request, 'write');
      const ref = queryText(request, 'ref');
      const tool = queryText(request, 'tool_name');
      const sarifId = queryText(request, 'sarif_id');
      const all = codeScanning.analyses(repository.owner, repository.name);
      if (all.length === 0) {
        throw new ApiError(404, 'no analysis found');
      }
      const matching = all.filter(
        analysis =>
          (!ref ||
            analysis.ref === ref ||
            analysis.ref === `refs/heads/${ref}`) &&
          (!tool || analysis.toolName === tool) &&
          (!sarifId || analysis.sarifId === sarifId),
      );
      response.json(
        paginate(request, response, matching, urls.base).map(analysis =>
          analysisJson(repository, analysis),
        ),
      );
    },
  );

  router.get(
    '/repos/:owner/:repo/code-scanning/analyses/:id',
    (request, response) => {
      const repository = requireRepository(services, request, 'write');
      const analysis = codeScanning.findAnalysis(
        repository.owner,
        repository.name,
        numberParameter(request, 'id'),
      );
      if (!analysis) {
        throw ApiError.notFound();
      }
      if (request.headers.accept?.includes('application/sarif+json')) {
        response
          .type('application/sarif+json')
          .send(JSON.stringify(codeScanning.sarif(analysis)));
        return;
      }
      response.json(analysisJson(repository, analysis));
    },
  );
  return router;
}
