// @ts-check

const fleetStates = [
  'healthy',
  'progressing',
  'degraded',
  'suspended',
  'unknown',
  'not-deployed',
  'unreachable',
  'stale',
  'denied',
  'drift',
  'hold',
  'waiting',
];

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('services', table => {
    table.comment('Catalog components that take part in delivery');
    table.text('ref').primary();
    table.text('namespace').notNullable();
    table.text('name').notNullable();
    table.text('title').notNullable();
    table.text('owner');
    table.text('system');
    table.text('pipeline').notNullable();
    table.text('annotations').notNullable().comment('JSON object');
  });

  await knex.schema.createTable('sources', table => {
    table.comment('Integrations that observe: who runs them, how they fare');
    table.text('id').primary();
    table.text('kind').notNullable();
    table.text('title').notNullable();
    table.integer('stale_after_seconds').notNullable();
    table.text('state').notNullable();
    table.text('confirmed_at').comment('When all that it stored was true');
    table.text('alive_at').comment('When it last observed anything');
    table.text('message');
    table.text('next_try_at');
    table
      .text('shown_state')
      .comment('Freshness that fleet rows were built on');
    table.text('lease_owner');
    table.integer('lease_token').notNullable().defaultTo(0);
    table.bigInteger('lease_until').notNullable().defaultTo(0);
  });
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
    table.primary(['service_ref', 'source_id']);
    table.index(['source_id', 'confirmed_at'], 'source_services_source_idx');
  });

  await knex.schema.createTable('releases', table => {
    table.comment('Immutable build outputs');
    table.text('service_ref').notNullable();
    table.text('id').notNullable();
    table.integer('sequence').notNullable();
    table.text('version').notNullable();
    table.text('commit_sha').notNullable();
    table.text('image').notNullable();
    table.text('digest').notNullable();
    table.text('created_at').notNullable();
    table.text('pipeline_run_id');
    table.text('pipeline_run_url');
    table.text('quarantine').comment('JSON: reason, at');
    table.text('veto').comment('JSON: by, at, reason');
    table.text('evidence').notNullable().comment('JSON array');
    table.primary(['service_ref', 'id']);
    table.unique(['service_ref', 'sequence'], {
      indexName: 'releases_sequence_uq',
    });
    table.index(['service_ref', 'digest'], 'releases_digest_idx');
    table.index(['service_ref', 'commit_sha'], 'releases_commit_idx');
  });
  await knex.schema.createTable('verifications', table => {
    table.comment('Where releases were verified');
    table.text('service_ref').notNullable();
    table.text('environment').notNullable();
    table.text('release_id').notNullable();
    table.text('verified_at').notNullable();
    table.text('promotion_id');
    table.primary(['service_ref', 'environment', 'release_id']);
  });
  await knex.schema.createTable('commits', table => {
    table.comment('Commits of default branches');
    table.text('service_ref').notNullable();
    table.text('sha').notNullable();
    table.text('parents').notNullable().comment('JSON array');
    table.text('message').notNullable();
    table.text('author');
    table.text('authored_at').notNullable();
    table.text('url');
    table.primary(['service_ref', 'sha']);
  });

  await knex.schema.createTable('pipeline_runs', table => {
    table.comment('Runs of CI pipelines');
    table.text('service_ref').notNullable();
    table.text('id').notNullable();
    table.text('source_id').notNullable();
    table.text('created_at').notNullable();
    table.text('body').notNullable().comment('JSON of PipelineRun');
    table.primary(['service_ref', 'id']);
    table.index(['service_ref', 'created_at'], 'pipeline_runs_created_idx');
  });
  await knex.schema.createTable('pull_requests', table => {
    table.comment('Open pull requests, one list per source');
    table.text('service_ref').notNullable();
    table.text('source_id').notNullable();
    table.text('body').notNullable().comment('JSON array of PullRequest');
    table.primary(['service_ref', 'source_id']);
  });

  await knex.schema.createTable('deployment_observations', table => {
    table.comment('What one source sees of one environment');
    table.text('service_ref').notNullable();
    table.text('environment').notNullable();
    table.text('source_id').notNullable();
    table.text('body').notNullable().comment('JSON of DeploymentObservation');
    table.primary(['service_ref', 'environment', 'source_id']);
    table.index(['source_id'], 'deployment_observations_source_idx');
  });
  await knex.schema.createTable('deployments', table => {
    table.comment('What runs now, merged from all sources');
    table.text('service_ref').notNullable();
    table.text('environment').notNullable();
    table.text('digest');
    table.text('body').notNullable().comment('JSON without release');
    table.text('since');
    table.text('health_since');
    table.primary(['service_ref', 'environment']);
  });
  await knex.schema.createTable('deployment_history', table => {
    table.comment('Every deployment that was ever seen');
    table.increments('id');
    table.text('service_ref').notNullable();
    table.text('environment').notNullable();
    table.text('digest').notNullable();
    table.text('since').notNullable();
    table.text('until');
    table.text('worst_health').notNullable();
    table.index(['service_ref', 'since', 'id'], 'deployment_history_since_idx');
    table.index(
      ['service_ref', 'environment', 'until'],
      'deployment_history_open_idx',
    );
  });

  await knex.schema.createTable('scans', table => {
    table.comment('Scans that were read, as witnesses');
    table.increments('key');
    table.text('service_ref').notNullable();
    table.text('id').notNullable();
    table.text('source_id').notNullable();
    table.text('scanner').notNullable();
    table.text('scanner_version');
    table.text('scope').notNullable();
    table.text('commit_sha').notNullable();
    table.boolean('complete').notNullable();
    table.text('at').notNullable();
    table.unique(['service_ref', 'id'], { indexName: 'scans_id_uq' });
    table.index(['service_ref', 'commit_sha'], 'scans_commit_idx');
    table.index(
      ['service_ref', 'scanner', 'scope', 'at'],
      'scans_scope_at_idx',
    );
  });
  await knex.schema.createTable('findings', table => {
    table.comment('Weaknesses that scanners reported');
    table.increments('key');
    table.text('id').notNullable().unique();
    table.text('service_ref').notNullable();
    table.text('fingerprint').notNullable();
    table.text('scanner').notNullable();
    table.text('scope').notNullable();
    table.text('rule').notNullable();
    table.text('title').notNullable();
    table.text('severity').notNullable();
    table.integer('rank').notNullable().comment('0 is critical, 3 is low');
    table.text('package_name');
    table.text('path');
    table.text('fixed_version');
    table.text('details').notNullable().comment('JSON: what only details show');
    table.text('state').notNullable();
    table.text('decision').comment('Last state that a person chose');
    table.text('owner');
    table.text('reason');
    table.text('accepted_until');
    table.text('first_seen_at').notNullable();
    table.text('last_seen_at').notNullable();
    table.text('fixed_at');
    table.text('due_at');
    table.index(['service_ref', 'rank', 'key'], 'findings_page_idx');
    table.index(['service_ref', 'scanner', 'scope'], 'findings_scope_idx');
    table.index(['service_ref', 'due_at'], 'findings_due_idx');
    table.index(['state', 'accepted_until'], 'findings_accepted_idx');
  });
  await knex.schema.createTable('finding_sightings', table => {
    table.comment('Which findings a scan reported');
    table.integer('scan_key').notNullable();
    table.integer('finding_key').notNullable();
    table.primary(['scan_key', 'finding_key']);
    table.index(['finding_key'], 'finding_sightings_finding_idx');
  });
  await knex.schema.createTable('finding_transitions', table => {
    table.comment('Every change of state of a finding');
    table.increments('key');
    table.integer('finding_key').notNullable();
    table.text('at').notNullable();
    table.text('by');
    table.text('state').notNullable();
    table.text('reason');
    table.text('note').notNullable();
    table.index(['finding_key', 'key'], 'finding_transitions_finding_idx');
  });
  await knex.schema.createTable('commit_findings', table => {
    table.comment('Open findings per scanned commit, kept by every write');
    table.text('service_ref').notNullable();
    table.text('commit_sha').notNullable();
    table.text('open').notNullable().comment('JSON of SeverityCounts');
    table.text('fixable').notNullable().comment('JSON of SeverityCounts');
    table.primary(['service_ref', 'commit_sha']);
  });
  await knex.schema.createTable('finding_totals', table => {
    table.comment('Findings per service, kept by every write');
    table.text('service_ref').primary();
    table.integer('total').notNullable();
    table.integer('open').notNullable();
    table.integer('decided').notNullable();
    table.text('open_counts').notNullable().comment('JSON of SeverityCounts');
  });
  await knex.schema.createTable('finding_trend', table => {
    table.comment('Findings open at the end of each day that changed them');
    table.text('service_ref').notNullable();
    table.text('day').notNullable();
    table.integer('critical_and_high').notNullable();
    table.integer('lower').notNullable();
    table.integer('introduced').notNullable().defaultTo(0);
    table.integer('fixed').notNullable().defaultTo(0);
    table.primary(['service_ref', 'day']);
  });

  await knex.schema.createTable('service_summaries', table => {
    table.comment('What the Delivery tab shows, one row per service');
    table.text('service_ref').primary();
    table.integer('version').notNullable();
    table.text('body').notNullable().comment('JSON of ServiceSummary');
  });
  await knex.schema.createTable('fleet_rows', table => {
    table.comment('What the fleet page shows, one row per service');
    table.text('service_ref').primary();
    table.text('namespace').notNullable();
    table.text('name').notNullable();
    table.text('search').notNullable().comment('Lower-case name and title');
    table.text('owner');
    table.text('system');
    table.integer('attention').notNullable().comment('0 needs it most');
    table.integer('behind').notNullable().comment('-1 if not known');
    table.text('body').notNullable().comment('JSON of FleetRow');
    for (const state of fleetStates) {
      table.integer(`n_${state.replace('-', '_')}`).notNullable();
    }
    table.index(['attention', 'name', 'service_ref'], 'fleet_attention_idx');
    table.index(['name', 'service_ref'], 'fleet_name_idx');
    table.index(['behind', 'name', 'service_ref'], 'fleet_behind_idx');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'fleet_rows',
    'service_summaries',
    'finding_trend',
    'finding_totals',
    'commit_findings',
    'finding_transitions',
    'finding_sightings',
    'findings',
    'scans',
    'deployment_history',
    'deployments',
    'deployment_observations',
    'pull_requests',
    'pipeline_runs',
    'commits',
    'verifications',
    'releases',
    'source_services',
    'sources',
    'services',
  ]) {
    await knex.schema.dropTable(table);
  }
};
