import { Commit } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { commitsBetween } from './commitsBetween';
import { CommitStore } from './CommitStore';

interface Row {
  service_ref: string;
  sha: string;
  parents: string;
  message: string;
  author: string | null;
  authored_at: string;
  url: string | null;
}

const chunkSize = 100;

/** Commits in the database. */
export class DatabaseCommitStore implements CommitStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabaseCommitStore {
    return new DatabaseCommitStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async add(serviceRef: string, commits: Commit[]): Promise<number> {
    let added = 0;
    for (let start = 0; start < commits.length; start += chunkSize) {
      const inserted = await this.#knex<Row>('commits')
        .insert(
          commits
            .slice(start, start + chunkSize)
            .map(commit => toRow(serviceRef, commit)),
        )
        .onConflict(['service_ref', 'sha'])
        .ignore()
        .returning('sha');
      added += inserted.length;
    }
    return added;
  }

  async get(serviceRef: string, sha: string): Promise<Commit | undefined> {
    const row = await this.#knex<Row>('commits')
      .where({ service_ref: serviceRef, sha })
      .first();
    return row && fromRow(row);
  }

  async between(
    serviceRef: string,
    from: string | undefined,
    to: string,
  ): Promise<{ commits: Commit[]; complete: boolean }> {
    return commitsBetween({
      from,
      to,
      load: async shas => {
        const rows = await this.#knex<Row>('commits')
          .where({ service_ref: serviceRef })
          .whereIn('sha', shas);
        return rows.map(fromRow);
      },
    });
  }
}

function fromRow(row: Row): Commit {
  return {
    sha: row.sha,
    parents: JSON.parse(row.parents),
    message: row.message,
    author: row.author ?? undefined,
    authoredAt: row.authored_at,
    url: row.url ?? undefined,
  };
}

function toRow(serviceRef: string, commit: Commit): Row {
  return {
    service_ref: serviceRef,
    sha: commit.sha,
    parents: JSON.stringify(commit.parents),
    message: commit.message.slice(0, 2000),
    author: commit.author ?? null,
    authored_at: commit.authoredAt,
    url: commit.url ?? null,
  };
}
