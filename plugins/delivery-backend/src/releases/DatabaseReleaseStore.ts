import {
  Release,
  ReleaseReport,
} from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { createHash } from 'node:crypto';
import { insertVerification } from './releaseOperations';
import { ReleaseStore, Verification } from './ReleaseStore';

interface Row {
  service_ref: string;
  id: string;
  sequence: number;
  version: string;
  commit_sha: string;
  image: string;
  digest: string;
  created_at: string;
  pipeline_run_id: string | null;
  pipeline_run_url: string | null;
  quarantine: string | null;
  veto: string | null;
  evidence: string;
  commit_message?: string | null;
  commit_author?: string | null;
  commit_url?: string | null;
}

interface VerificationRow {
  service_ref: string;
  environment: string;
  release_id: string;
  verified_at: string;
  promotion_id: string | null;
}

/** Names a release by its content: the same digest built from the same commit is the same release. */
export function releaseIdOf(report: {
  digest: string;
  commit: string;
}): string {
  const hash = createHash('sha256')
    .update(`${report.digest}\n${report.commit}`)
    .digest('hex');
  return `r-${hash.slice(0, 20)}`;
}

/** Releases in the database. */
export class DatabaseReleaseStore implements ReleaseStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabaseReleaseStore {
    return new DatabaseReleaseStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async get(
    serviceRef: string,
    releaseId: string,
  ): Promise<Release | undefined> {
    const row = await this.#select(serviceRef)
      .where('releases.id', releaseId)
      .first();
    return row && fromRow(row);
  }

  async findByDigest(
    serviceRef: string,
    digest: string,
  ): Promise<Release | undefined> {
    const row = await this.#select(serviceRef)
      .where('releases.digest', digest)
      .orderBy('sequence', 'desc')
      .first();
    return row && fromRow(row);
  }

  async list(
    serviceRef: string,
    options: { limit: number; before?: number },
  ): Promise<Release[]> {
    const query = this.#select(serviceRef)
      .orderBy('sequence', 'desc')
      .limit(options.limit);
    if (options.before !== undefined) {
      query.where('sequence', '<', options.before);
    }
    return (await query).map(fromRow);
  }

  async add(
    serviceRef: string,
    report: ReleaseReport,
    run: { id: string; url?: string; reportedAt: string },
  ): Promise<{ release: Release; added: boolean }> {
    const id = releaseIdOf(report);
    const known = await this.get(serviceRef, id);
    if (known) {
      return { release: known, added: false };
    }
    const added = await this.#insert(serviceRef, id, report, run);
    const release = await this.get(serviceRef, id);
    if (!release) {
      throw new Error(`Release '${id}' of '${serviceRef}' was not stored`);
    }
    return { release, added };
  }

  async recordVerification(verification: Verification): Promise<void> {
    await insertVerification(this.#knex, verification);
  }

  async verifications(
    serviceRef: string,
    environment?: string,
  ): Promise<Verification[]> {
    const query = this.#knex('verifications as v')
      .join('releases as r', join =>
        join.on('r.service_ref', 'v.service_ref').andOn('r.id', 'v.release_id'),
      )
      .where('v.service_ref', serviceRef)
      .orderBy('r.sequence', 'desc')
      .select<VerificationRow[]>('v.*');
    if (environment) {
      query.where('v.environment', environment);
    }
    return (await query).map(row => ({
      serviceRef: row.service_ref,
      environment: row.environment,
      releaseId: row.release_id,
      verifiedAt: row.verified_at,
      promotionId: row.promotion_id ?? undefined,
    }));
  }

  #select(serviceRef: string) {
    return this.#knex('releases')
      .leftJoin('commits', join =>
        join
          .on('commits.service_ref', 'releases.service_ref')
          .andOn('commits.sha', 'releases.commit_sha'),
      )
      .where('releases.service_ref', serviceRef)
      .select<Row[]>(
        'releases.*',
        'commits.message as commit_message',
        'commits.author as commit_author',
        'commits.url as commit_url',
      );
  }

  /**
   * Sources may report an older release after a newer one: it gets its place by time, and those after it move up.
   * The service's row is locked so that two replicas do not number at once.
   */
  async #insert(
    serviceRef: string,
    id: string,
    report: ReleaseReport,
    run: { id: string; url?: string; reportedAt: string },
  ): Promise<boolean> {
    return this.#knex.transaction(async trx => {
      await trx('services').where({ ref: serviceRef }).forUpdate().first();
      const before = await trx('releases')
        .where({ service_ref: serviceRef })
        .where('created_at', '<=', run.reportedAt)
        .max<{ max: number | null }>('sequence as max')
        .first();
      const sequence = Number(before?.max ?? 0) + 1;
      await moveUp(trx, serviceRef, sequence);
      const inserted = await trx<Row>('releases')
        .insert({
          service_ref: serviceRef,
          id,
          sequence,
          version: report.version,
          commit_sha: report.commit,
          image: report.image,
          digest: report.digest,
          created_at: run.reportedAt,
          pipeline_run_id: run.id,
          pipeline_run_url: run.url ?? null,
          quarantine: report.quarantined
            ? JSON.stringify({
                reason: report.quarantineReason ?? 'Security gate 2 failed',
                at: run.reportedAt,
              })
            : null,
          veto: null,
          evidence: JSON.stringify(report.evidence),
        })
        .returning('id');
      return inserted.length > 0;
    });
  }
}

/** In two steps through negative numbers, because the numbers are unique at every moment. */
async function moveUp(trx: Knex.Transaction, serviceRef: string, from: number) {
  const moved = await trx('releases')
    .where({ service_ref: serviceRef })
    .where('sequence', '>=', from)
    .update({ sequence: trx.raw('-(sequence + 1)') });
  if (moved > 0) {
    await trx('releases')
      .where({ service_ref: serviceRef })
      .where('sequence', '<', 0)
      .update({ sequence: trx.raw('-sequence') });
  }
}

function fromRow(row: Row): Release {
  return {
    id: row.id,
    serviceRef: row.service_ref,
    sequence: row.sequence,
    version: row.version,
    commit: row.commit_sha,
    commitMessage: row.commit_message ?? undefined,
    commitUrl: row.commit_url ?? undefined,
    author: row.commit_author ?? undefined,
    image: row.image,
    digest: row.digest,
    createdAt: row.created_at,
    pipelineRunId: row.pipeline_run_id ?? undefined,
    pipelineRunUrl: row.pipeline_run_url ?? undefined,
    quarantine: row.quarantine ? JSON.parse(row.quarantine) : undefined,
    veto: row.veto ? JSON.parse(row.veto) : undefined,
    evidence: JSON.parse(row.evidence),
  };
}
