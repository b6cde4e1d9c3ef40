// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.alterTable('pipeline_runs', table => {
    table.text('finished_at').comment('Empty while the run goes on');
    table.index(
      ['service_ref', 'source_id', 'finished_at'],
      'pipeline_runs_finished_idx',
    );
  });
  const sqlite = String(knex.client.config.client).includes('sqlite');
  /** @param {string} name */
  const field = name =>
    sqlite ? `json_extract(body, '$.${name}')` : `(body::json ->> '${name}')`;
  await knex('pipeline_runs')
    .whereRaw(`${field('state')} not in ('queued', 'running')`)
    .update({
      finished_at: knex.raw(`coalesce(${field('finishedAt')}, created_at)`),
    });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('pipeline_runs', table => {
    table.dropIndex([], 'pipeline_runs_finished_idx');
    table.dropColumn('finished_at');
  });
};
