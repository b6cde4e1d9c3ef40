// @ts-check

// What the table holds is told again by every source when it starts, so nothing is copied.

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.dropTable('source_services');
  await createTable(knex, table => {
    table
      .text('environment')
      .notNullable()
      .comment('Empty: all that have no row of their own');
    table.primary(['service_ref', 'source_id', 'environment']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('source_services');
  await createTable(knex, table => {
    table.primary(['service_ref', 'source_id']);
  });
};

/**
 * @param {import('knex').Knex} knex
 * @param {(table: import('knex').Knex.CreateTableBuilder) => void} addKey
 */
async function createTable(knex, addKey) {
  await knex.schema.createTable('source_services', table => {
    table.comment('How a source fares for one service');
    table.text('service_ref').notNullable();
    table.text('source_id').notNullable();
    table.text('state').notNullable();
    table.text('confirmed_at');
    table.text('message');
    table
      .text('shown_state')
      .comment('Freshness that fleet rows were built on');
    addKey(table);
    table.index(['source_id', 'confirmed_at'], 'source_services_source_idx');
  });
}
