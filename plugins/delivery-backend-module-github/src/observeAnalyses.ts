import { isError } from '@backstage/errors';
import {
  FindingSink,
  ScanObservation,
  readScan,
} from '@fairway/backstage-plugin-delivery-node';
import { GithubApi } from './GithubApi';
import { GithubLook } from './GithubLook';
import { defaultBranchOf } from './defaultBranchOf';
import { Analysis, analysesSchema } from './githubSchemas';

/** What one look reads at most; what is left comes with the next. */
const MAX_SCANS = 30;
const SARIF_TIMEOUT_MS = 30_000;

/** Stores the scans of the default branch that are not stored yet, oldest first so that their order tells what was fixed. */
export async function observeAnalyses(
  api: GithubApi,
  look: GithubLook<FindingSink>,
): Promise<void> {
  const { service, repository, memory, sink, signal } = look;
  const branch = await defaultBranchOf(api, look);
  const list = await api
    .getJson(
      repository,
      {
        segments: ['code-scanning', 'analyses'],
        query: { ref: `refs/heads/${branch}`, per_page: 100 },
        etag: memory.etags.get('analyses'),
        signal,
      },
      analysesSchema,
    )
    .catch(error => {
      // Never scanned is a fact about the service, not a failure to look.
      if (isNotFound(error) && /no analysis found/i.test(error.message)) {
        return undefined;
      }
      throw error;
    });
  if (!list?.modified) {
    return;
  }
  const known = await sink.knownScans(service.ref);
  const unknown = list.body.filter(({ id }) => !known.has(String(id)));
  const oldestFirst = unknown.slice(0, MAX_SCANS).sort((a, b) => a.id - b.id);
  for (const analysis of oldestFirst) {
    for (const scan of await readAnalysis(api, look, analysis)) {
      await sink.observeScan(scan);
    }
  }
  if (list.etag && unknown.length <= MAX_SCANS) {
    memory.etags.set('analyses', list.etag);
  }
}

function readAnalysis(
  api: GithubApi,
  look: GithubLook<FindingSink>,
  analysis: Analysis,
): Promise<ScanObservation[]> {
  const { service, repository, logger, signal } = look;
  const { name, version } = analysis.tool;
  return readScan({
    scan: {
      serviceRef: service.ref,
      id: String(analysis.id),
      scope: analysis.category || analysis.analysis_key,
      commit: analysis.commit_sha,
      at: analysis.created_at,
    },
    scanner: {
      name: name ?? 'unknown scanner',
      ...(version && { version }),
    },
    isFailed: Boolean(analysis.error),
    timeoutMs: SARIF_TIMEOUT_MS * 2,
    logger,
    signal,
    open: deadline =>
      api.openFile(repository, {
        segments: ['code-scanning', 'analyses', String(analysis.id)],
        headers: { Accept: 'application/sarif+json' },
        timeoutMs: SARIF_TIMEOUT_MS,
        signal: deadline,
      }),
  });
}

function isNotFound(error: unknown): error is Error {
  return isError(error) && error.name === 'NotFoundError';
}
