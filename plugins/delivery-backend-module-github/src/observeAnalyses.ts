import { ServiceUnavailableError, isError } from '@backstage/errors';
import {
  FindingSink,
  SarifScan,
  ScanObservation,
  readSarif,
} from '@fairway/backstage-plugin-delivery-node';
import { Analysis, analysesSchema } from './githubSchemas';
import { Look } from './createRepositorySource';

/** What one look reads at most; what is left comes with the next. */
const MAX_SCANS = 30;
const SARIF_TIMEOUT_MS = 30_000;

/** Stores the scans of the default branch that are not stored yet, oldest first so that their order tells what was fixed. */
export async function observeAnalyses(look: Look<FindingSink>): Promise<void> {
  const { api, service, repository, memory, sink, signal } = look;
  const branch = await memory.defaultBranch(api, repository, signal);
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
    const scan = await readAnalysis(look, analysis);
    if (scan) {
      await sink.observeScan(scan);
    }
  }
  if (list.etag && unknown.length <= MAX_SCANS) {
    memory.etags.set('analyses', list.etag);
  }
}

/** Reads one scan; undefined if it was deleted meanwhile. */
async function readAnalysis(
  look: Look<FindingSink>,
  analysis: Analysis,
): Promise<ScanObservation | undefined> {
  const { api, service, repository, logger, signal } = look;
  const scanner = analysis.tool.name ?? 'unknown scanner';
  const version = analysis.tool.version;
  const observation = {
    serviceRef: service.ref,
    id: String(analysis.id),
    scanner,
    ...(version && { scannerVersion: version }),
    scope: analysis.category || analysis.analysis_key,
    commit: analysis.commit_sha,
    at: analysis.created_at,
  };
  const deadline = AbortSignal.timeout(SARIF_TIMEOUT_MS * 2);
  try {
    const scans = await readSarif(
      await api.openFile(repository, {
        segments: ['code-scanning', 'analyses', String(analysis.id)],
        headers: { Accept: 'application/sarif+json' },
        timeoutMs: SARIF_TIMEOUT_MS,
        signal: AbortSignal.any([signal, deadline]),
      }),
    );
    const own = scansOf(scanner, scans);
    const dropped = own.reduce((sum, scan) => sum + scan.dropped, 0);
    if (dropped > 0) {
      logger.warn(
        `${dropped} results of scan ${analysis.id} of ${service.ref} were dropped; it closes no findings`,
      );
    }
    return {
      ...observation,
      complete:
        !analysis.error && own.length > 0 && own.every(scan => scan.complete),
      results: own.flatMap(scan => scan.results),
    };
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    if (deadline.aborted) {
      throw new ServiceUnavailableError(
        `Scan ${analysis.id} of ${service.ref} did not arrive within ${
          (SARIF_TIMEOUT_MS * 2) / 1000
        } s`,
      );
    }
    // What cannot be read will not become readable: it is kept as a scan that proves nothing.
    if (isError(error) && error.name === 'InputError') {
      logger.warn(
        `Scan ${analysis.id} of ${service.ref} cannot be read: ${error.message}`,
      );
      return { ...observation, complete: false, results: [] };
    }
    throw error;
  }
}

function scansOf(scanner: string, scans: SarifScan[]): SarifScan[] {
  const own = scans.filter(scan => scan.scanner === scanner);
  return own.length > 0 ? own : scans;
}

function isNotFound(error: unknown): error is Error {
  return isError(error) && error.name === 'NotFoundError';
}
