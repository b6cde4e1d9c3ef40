import { createHash } from 'crypto';
import { zipOf } from '@fairway/backstage-plugin-delivery-node/testUtils';
import { HttpResponse, http } from 'msw';

type Failure = {
  status: number;
  body?: object | string;
  headers?: Record<string, string>;
};

/** GitLab behind msw: keeps what tests put in, and answers with ETags, pages and errors as GitLab does. */
export class FakeGitlab {
  static readonly HOST = 'gitlab.example.com';
  static readonly API = 'https://gitlab.example.com/api/v4';
  static readonly STORE = 'https://storage.googleapis.com/artifacts';
  static readonly TOKEN = 'glpat-secret-token';

  /** `<status> <path below the API>` of every request. */
  readonly requests: string[] = [];
  readonly tokens = new Set<string | null>();
  /** Answers by path below the API; further pages as `<path>?page=2`. */
  readonly answers = new Map<string, unknown>();
  /** Files by path below the API: those of single artifacts, and archives, which are kept elsewhere. */
  readonly files = new Map<string, Buffer>();
  readonly failures = new Map<string, Failure>();
  /** Headers of every answer, for example those of the rate limit. */
  headers: Record<string, string> = {};

  static pathOf(project: string): string {
    return `/projects/${encodeURIComponent(project)}`;
  }

  addProject(project: string, id = 7): void {
    const base = FakeGitlab.pathOf(project);
    this.answers.set(base, {
      id,
      path_with_namespace: project,
      default_branch: 'main',
      web_url: `https://${FakeGitlab.HOST}/${project}`,
    });
    this.answers.set(`${base}/repository/commits`, []);
    this.answers.set(`${base}/merge_requests`, []);
    this.answers.set(`${base}/pipelines`, []);
  }

  /** Puts pipelines into the list, newest first, with what is known of each. */
  setPipelines(
    project: string,
    ...pipelines: { id: number; jobs?: object[]; bridges?: object[] }[]
  ): void {
    const base = `${FakeGitlab.pathOf(project)}/pipelines`;
    this.answers.set(
      base,
      pipelines.map(({ jobs, bridges, ...pipeline }) => pipeline),
    );
    for (const { jobs, bridges, ...pipeline } of pipelines) {
      this.answers.set(`${base}/${pipeline.id}`, pipeline);
      this.answers.set(`${base}/${pipeline.id}/jobs`, jobs ?? []);
      this.answers.set(`${base}/${pipeline.id}/bridges`, bridges ?? []);
    }
  }

  addReport(project: string, jobId: number, report: unknown): void {
    this.files.set(
      `${FakeGitlab.pathOf(
        project,
      )}/jobs/${jobId}/artifacts/fairway-release/release.json`,
      Buffer.from(typeof report === 'string' ? report : JSON.stringify(report)),
    );
  }

  async addArchive(
    project: string,
    jobId: number,
    files: Record<string, Buffer | string>,
  ): Promise<void> {
    this.files.set(
      `${FakeGitlab.pathOf(project)}/jobs/${jobId}/artifacts`,
      await zipOf(files),
    );
  }

  count(pattern: RegExp): number {
    return this.requests.filter(request => pattern.test(request)).length;
  }

  handlers() {
    return [
      http.get(FakeGitlab.STORE, ({ request }) => {
        const path = new URL(request.url).searchParams.get('path') ?? '';
        const leaked = request.headers.has('authorization');
        this.requests.push(`store ${path}${leaked ? ' WITH TOKEN' : ''}`);
        return new HttpResponse(new Uint8Array(this.files.get(path) ?? []));
      }),
      http.get(`${FakeGitlab.API}/*`, ({ request }) => this.#answer(request)),
    ];
  }

  #answer(request: Request): Response {
    const url = new URL(request.url);
    this.tokens.add(request.headers.get('authorization'));
    const path = url.pathname.replace('/api/v4', '');
    const page = url.searchParams.get('page') ?? '1';
    const key = page === '1' ? path : `${path}?page=${page}`;
    const failure = this.failures.get(path) ?? this.failures.get('*');
    if (failure) {
      return this.#noted(failure.status, key, failure.body ?? {}, {
        ...failure.headers,
      });
    }
    const file = this.files.get(path);
    if (file && path.endsWith('/artifacts')) {
      this.requests.push(`302 ${key}`);
      const target = `${FakeGitlab.STORE}?path=${encodeURIComponent(path)}`;
      return HttpResponse.redirect(target, 302);
    }
    if (file) {
      this.requests.push(`200 ${key}`);
      return new HttpResponse(new Uint8Array(file), { headers: this.headers });
    }
    if (!this.answers.has(key)) {
      return this.#noted(404, key, { message: '404 Not Found' }, {});
    }
    const body = this.answers.get(key);
    const text = JSON.stringify(body);
    const etag = `W/"${createHash('md5').update(text).digest('hex')}"`;
    if (request.headers.get('if-none-match') === etag) {
      this.requests.push(`304 ${key}`);
      return new HttpResponse(null, { status: 304, headers: this.headers });
    }
    const next = this.answers.has(`${path}?page=${Number(page) + 1}`);
    return this.#noted(200, key, text, {
      'content-type': 'application/json',
      ...this.headers,
      etag,
      ...(next && { link: `<${FakeGitlab.API}${path}>; rel="next"` }),
    });
  }

  #noted(
    status: number,
    key: string,
    body: object | string,
    headers: Record<string, string>,
  ): Response {
    this.requests.push(`${status} ${key}`);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return new HttpResponse(text, { status, headers });
  }
}
