import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DocumentStore } from '../../storage/DocumentStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { Sequences } from '../storage/Sequences';
import { ArtifactRecord, NewArtifact, WorkflowRunRecord } from './records';
import { zipFiles } from './zipFiles';

const RETENTION_MILLISECONDS = 90 * 24 * 60 * 60 * 1000;

/** Keeps what runs upload; the bytes lie as zip files in a folder. */
export class Artifacts {
  readonly #documents: RepositoryDocuments<ArtifactRecord>;
  readonly #folder: string;
  readonly #sequences: Sequences;

  constructor(options: {
    store: DocumentStore;
    sequences: Sequences;
    dataFolder: string;
  }) {
    this.#documents = new RepositoryDocuments(options.store, 'artifacts');
    this.#sequences = options.sequences;
    this.#folder = join(options.dataFolder, 'artifacts');
    mkdirSync(this.#folder, { recursive: true });
  }

  create(run: WorkflowRunRecord, input: NewArtifact): ArtifactRecord {
    const createdAt = input.createdAt ?? new Date();
    const archive = zipFiles(input.files, createdAt);
    const id = this.#sequences.next('artifact');
    writeFileSync(this.#fileOf(id), archive);
    return this.#documents.put({
      id,
      runId: run.id,
      owner: run.owner,
      repo: run.repo,
      name: input.name,
      sizeInBytes: archive.length,
      digest: `sha256:${createHash('sha256').update(archive).digest('hex')}`,
      headBranch: run.headBranch,
      headSha: run.headSha,
      createdAt: createdAt.toISOString(),
      expiresAt: new Date(
        createdAt.getTime() + RETENTION_MILLISECONDS,
      ).toISOString(),
    });
  }

  find(id: number): ArtifactRecord | undefined {
    return this.#documents.find(id);
  }

  findIn(owner: string, repo: string, id: number): ArtifactRecord | undefined {
    return this.#documents.findIn(owner, repo, id);
  }

  /** Newest first. */
  list(owner: string, repo: string): ArtifactRecord[] {
    return this.#documents.list(owner, repo).reverse();
  }

  read(id: number): Buffer | undefined {
    return this.find(id) ? readFileSync(this.#fileOf(id)) : undefined;
  }

  delete(artifact: ArtifactRecord): void {
    rmSync(this.#fileOf(artifact.id), { force: true });
    this.#documents.delete(artifact);
  }

  deleteAll(owner: string, repo: string): void {
    for (const artifact of this.list(owner, repo)) {
      this.delete(artifact);
    }
  }

  #fileOf(id: number): string {
    return join(this.#folder, `${id}.zip`);
  }
}
