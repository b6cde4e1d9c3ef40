import { FakeGitlab } from './FakeGitlab';

export const SLUG = 'acme/payments/checkout-api';
export const REF = 'component:default/checkout-api';
export const SHA = 'a'.repeat(40);
export const IMAGE = 'registry.example.com/acme/checkout-api';
export const PIPELINES = `${FakeGitlab.pathOf(SLUG)}/pipelines`;

const WEB = `https://${FakeGitlab.HOST}/${SLUG}`;

/** Shaped after https://docs.gitlab.com/api/pipelines/#get-a-single-pipeline */
export function pipeline(id: number, extra: object = {}) {
  return {
    id,
    iid: id - 1,
    project_id: 7,
    name: null,
    status: 'success',
    source: 'push',
    ref: 'main',
    sha: SHA,
    tag: false,
    web_url: `${WEB}/-/pipelines/${id}`,
    created_at: '2026-11-23T09:00:00.000Z',
    updated_at: '2026-11-23T09:10:00.000Z',
    started_at: '2026-11-23T09:00:01.000Z',
    finished_at: '2026-11-23T09:09:59.000Z',
    duration: 598,
    coverage: null,
    user: { id: 1, username: 'ada', name: 'Ada', state: 'active' },
    detailed_status: { icon: 'status_success', text: 'Passed' },
    ...extra,
  };
}

/** Shaped after https://docs.gitlab.com/api/jobs/#list-all-jobs-for-a-pipeline */
export function job(
  id: number,
  stage: string,
  name: string,
  status: string,
  extra: object = {},
) {
  return {
    id,
    name,
    stage,
    status,
    ref: 'main',
    tag: false,
    allow_failure: false,
    web_url: `${WEB}/-/jobs/${id}`,
    created_at: '2026-11-23T09:00:00.000Z',
    started_at: status === 'created' ? null : '2026-11-23T09:00:02.000Z',
    finished_at: /success|failed|canceled/.test(status)
      ? '2026-11-23T09:01:00.000Z'
      : null,
    commit: { id: SHA, short_id: SHA.slice(0, 8), title: 'Add refunds' },
    user: { id: 1, username: 'ada' },
    pipeline: { id: 1, project_id: 7 },
    artifacts: [],
    ...extra,
  };
}

/** What a job tells that kept files, in an archive of the name that `artifacts:name` gives it. */
export function withArchive(name = 'artifacts') {
  const archive = { file_type: 'archive', size: 1000, file_format: 'zip' };
  const metadata = { file_type: 'metadata', size: 100, file_format: 'gzip' };
  return {
    artifacts: [
      { ...metadata, filename: 'metadata.gz' },
      { ...archive, filename: `${name}.zip` },
    ],
  };
}

export function report(version: string, extra: object = {}) {
  return {
    schema: 'fairway.dev/release/v1',
    version,
    commit: SHA,
    image: IMAGE,
    digest: `sha256:${'b'.repeat(64)}`,
    ...extra,
  };
}
