// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('promotions', table => {
    table.comment('Requests to make an environment run a release');
    table.text('id').primary();
    table.text('service_ref').notNullable();
    table.text('environment').notNullable();
    table.text('kind').notNullable();
    table.text('state').notNullable();
    table.text('release_id').notNullable();
    table.text('requested_by').notNullable();
    table.text('requested_at').notNullable();
    table.text('finished_at');
    table.text('finished_by');
    table.text('idempotency_key').unique();
    table
      .integer('version')
      .notNullable()
      .comment('Fencing token of every write');
    table.text('lease_owner');
    table.text('lease_until');
    table.text('next_attempt_at').comment('When a worker must look again');
    table.text('body').notNullable().comment('JSON of StoredPromotion');
    table.index(['next_attempt_at'], 'promotions_due_idx');
    table.index(
      ['service_ref', 'requested_at', 'id'],
      'promotions_service_idx',
    );
    table.index(['state', 'requested_at'], 'promotions_state_idx');
  });
  await knex.raw(
    'create unique index promotions_one_active_uq on promotions (service_ref, environment) where finished_at is null',
  );

  await knex.schema.createTable('promotion_approvals', table => {
    table.comment('Decisions of people about promotions');
    table.text('id').primary();
    table.text('promotion_id').notNullable();
    table.text('by').notNullable();
    table.text('decision').notNullable();
    table.text('comment');
    table.text('at').notNullable();
    table.text('manifests_commit').notNullable();
    table.text('policy_version').notNullable();
    table.text('lapsed_at');
    table.index(['promotion_id', 'at'], 'promotion_approvals_promotion_idx');
    table.index(['by', 'at'], 'promotion_approvals_by_idx');
  });
  await knex.raw(
    'create unique index promotion_approvals_one_uq on promotion_approvals (promotion_id, "by") where lapsed_at is null',
  );

  await knex.schema.createTable('holds', table => {
    table.comment('Environments pinned where they are; kept after release');
    table.text('id').primary();
    table.text('service_ref').notNullable();
    table.text('environment').notNullable();
    table.text('by').notNullable();
    table.text('at').notNullable();
    table.text('reason').notNullable();
    table.text('promotion_id');
    table.text('released_at');
    table.text('released_by');
    table.index(['service_ref', 'released_at'], 'holds_service_idx');
  });
  await knex.raw(
    'create unique index holds_one_active_uq on holds (service_ref, environment) where released_at is null',
  );

  await knex.schema.createTable('promotion_record', table => {
    table.comment(
      'Who did what, when and why: append-only, one hash chain per service',
    );
    table.text('id').primary();
    table.text('service_ref').notNullable();
    table.integer('position').notNullable();
    table.text('at').notNullable();
    table.text('actor').notNullable();
    table.text('kind').notNullable();
    table.text('environment');
    table.text('promotion_id');
    table.text('release');
    table.text('text').notNullable();
    table.text('previous_hash').notNullable();
    table.text('hash').notNullable();
    table.unique(['service_ref', 'position'], {
      indexName: 'promotion_record_position_uq',
    });
    table.index(['service_ref', 'at', 'id'], 'promotion_record_at_idx');
    table.index(['promotion_id', 'position'], 'promotion_record_promotion_idx');
  });
  await knex.schema.createTable('promotion_record_heads', table => {
    table.comment('Newest event of each chain, so that a cut tail shows');
    table.text('service_ref').primary();
    table.integer('position').notNullable();
    table.text('hash').notNullable();
  });

  if (isSqlite(knex)) {
    for (const action of ['update', 'delete']) {
      await knex.raw(
        `create trigger promotion_record_no_${action} before ${action} on promotion_record begin select raise(abort, 'promotion_record is append-only'); end`,
      );
    }
    return;
  }
  await knex.raw(
    `create function promotion_record_append_only() returns trigger language plpgsql as $$ begin raise exception 'promotion_record is append-only'; end $$`,
  );
  await knex.raw(
    'create trigger promotion_record_no_change before update or delete on promotion_record for each row execute function promotion_record_append_only()',
  );
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('promotion_record');
  if (!isSqlite(knex)) {
    await knex.raw('drop function promotion_record_append_only()');
  }
  await knex.schema.dropTable('promotion_record_heads');
  await knex.schema.dropTable('holds');
  await knex.schema.dropTable('promotion_approvals');
  await knex.schema.dropTable('promotions');
};

/** @param {import('knex').Knex} knex */
function isSqlite(knex) {
  return String(knex.client.config.client).includes('sqlite');
}
