import {
  FindingSink,
  ScanArchives,
} from '@fairway/backstage-plugin-delivery-node';
import { AzureApi } from './AzureApi';
import { AzureLook, factsOf } from './AzureLook';
import { Artifact, Build, buildsSchema } from './azureSchemas';
import { commitOf, listedRunOf } from './pipelineRunOf';
import { readArtifacts } from './readArtifacts';

/** Builds read at most; older ones tell nothing that newer ones do not. */
const BUILDS = 10;
const MAX_ARCHIVE_BYTES = 32 * 1024 * 1024;
const SARIF_ARTIFACT = /^sarif-([\w.-]{1,100})$/;

interface Reading {
  api: AzureApi;
  archives: ScanArchives;
}

/**
 * Stores the scans of finished builds of the default branch that are not stored yet, oldest first so that their order
 * tells what was fixed. A scan is an artifact `sarif-<category>` that holds a SARIF file.
 */
export async function observeScans(
  reading: Reading,
  look: AzureLook<FindingSink>,
): Promise<void> {
  const { service, repository, memory, sink, signal } = look;
  const facts = await factsOf(reading.api, look);
  if (!facts.defaultBranch || facts.definitions.length === 0) {
    return;
  }
  const { body } = await reading.api.readJson(
    repository,
    {
      segments: ['build', 'builds'],
      query: {
        definitions: facts.definitions.join(','),
        branchName: `refs/heads/${facts.defaultBranch}`,
        statusFilter: 'completed',
        queryOrder: 'finishTimeDescending',
        $top: BUILDS,
      },
      signal,
    },
    buildsSchema,
  );
  const unread = body.value
    .filter(build => !memory.isStored(listedRunOf(build)))
    .sort((a, b) => a.id - b.id);
  const known =
    unread.length > 0 ? await sink.knownScans(service.ref) : new Set<string>();
  for (const build of unread) {
    for (const artifact of await readArtifacts(reading.api, look, build.id)) {
      const scope = SARIF_ARTIFACT.exec(artifact.name)?.[1];
      const id = `${build.id}-${artifact.id}`;
      if (scope && !known.has(id)) {
        await observeArtifact(reading, look, { build, artifact, scope, id });
      }
    }
    memory.noteObserved(listedRunOf(build));
  }
  memory.forgetFinished(BUILDS * 2);
}

async function observeArtifact(
  { api, archives }: Reading,
  { service, repository, sink, logger, signal }: AzureLook<FindingSink>,
  found: { build: Build; artifact: Artifact; scope: string; id: string },
): Promise<void> {
  const { build, artifact, scope, id } = found;
  await archives.observe({
    archive: {
      what: `The artifact '${artifact.name}' of build ${build.id} of ${repository.project}/${repository.name}`,
      scan: {
        serviceRef: service.ref,
        id,
        commit: commitOf(build),
        at: build.finishTime ?? build.queueTime,
      },
      isFailed: build.result === 'canceled',
      scopeOf: path => (path.endsWith('.sarif') ? scope : undefined),
      download: () =>
        api.download(repository, artifact, {
          maxBytes: MAX_ARCHIVE_BYTES,
          signal,
        }),
    },
    sink,
    logger,
    signal,
  });
}
