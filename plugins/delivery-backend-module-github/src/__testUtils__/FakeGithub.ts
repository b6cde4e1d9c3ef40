import { createHash } from 'crypto';
import { zipOf } from '@fairway/backstage-plugin-delivery-node/testUtils';
import { HttpResponse, http } from 'msw';

/** GitHub Enterprise behind msw: keeps what tests put in and answers with ETags as GitHub does. */
export class FakeGithub {
  static readonly HOST = 'ghe.example.com';
  static readonly API = 'https://ghe.example.com/api/v3';
  static readonly BLOBS = 'https://acme.blob.core.windows.net/artifact';

  readonly requests: string[] = [];
  /** Answers by path below the API; a function may refuse. */
  readonly answers = new Map<string, unknown>();
  readonly failures = new Map<
    string,
    { status: number; body?: object; headers?: Record<string, string> }
  >();
  /** Headers of every answer, for example those of the rate limit. */
  headers: Record<string, string> = {};
  readonly archives = new Map<string, Buffer>();

  addRepository(slug: string, content: { commits?: object[] } = {}): void {
    const base = `/repos/${slug}`;
    this.answers.set(base, { default_branch: 'main' });
    this.answers.set(`${base}/commits`, content.commits ?? []);
    this.answers.set(`${base}/pulls`, []);
    this.answers.set(`${base}/actions/runs`, { workflow_runs: [] });
    this.answers.set(`${base}/code-scanning/analyses`, []);
  }

  setRuns(slug: string, ...runs: { id: number; jobs?: object[] }[]): void {
    const base = `/repos/${slug}/actions/runs`;
    this.answers.set(base, {
      workflow_runs: runs.map(({ jobs, ...run }) => run),
    });
    for (const { jobs, ...run } of runs) {
      this.answers.set(`${base}/${run.id}`, run);
      this.answers.set(`${base}/${run.id}/jobs`, { jobs: jobs ?? [] });
      const artifacts = `${base}/${run.id}/artifacts`;
      if (!this.answers.has(artifacts)) {
        this.answers.set(artifacts, { artifacts: [] });
      }
    }
  }

  async addReport(slug: string, runId: number, report: unknown): Promise<void> {
    await this.addArtifact(slug, runId, {
      'release.json': JSON.stringify(report),
    });
  }

  async addArtifact(
    slug: string,
    runId: number,
    files: Record<string, Buffer | string>,
  ): Promise<void> {
    const id = runId + 1000;
    this.answers.set(`/repos/${slug}/actions/runs/${runId}/artifacts`, {
      artifacts: [
        { id: id - 1, name: 'other', expired: false },
        { id, name: 'fairway-release', expired: false },
      ],
    });
    this.archives.set(
      `/repos/${slug}/actions/artifacts/${id}/zip`,
      await zipOf(files),
    );
  }

  count(pattern: RegExp): number {
    return this.requests.filter(request => pattern.test(request)).length;
  }

  handlers() {
    return [
      http.get(`${FakeGithub.BLOBS}/*`, ({ request }) => {
        const path = decodeURIComponent(new URL(request.url).search.slice(1));
        const leaked = request.headers.has('authorization');
        this.requests.push(`blob ${path}${leaked ? ' WITH TOKEN' : ''}`);
        return new HttpResponse(new Uint8Array(this.archives.get(path) ?? []));
      }),
      http.get(`${FakeGithub.API}/*`, ({ request }) => this.#answer(request)),
    ];
  }

  #answer(request: Request): Response {
    const url = new URL(request.url);
    const path = url.pathname.replace('/api/v3', '');
    const page = url.searchParams.get('page') ?? '1';
    const key = page === '1' ? path : `${path}?page=${page}`;
    const failure = this.failures.get(path) ?? this.failures.get('*');
    if (failure) {
      this.requests.push(`${failure.status} ${key}`);
      return HttpResponse.json(failure.body ?? {}, {
        status: failure.status,
        headers: failure.headers,
      });
    }
    if (this.archives.has(path)) {
      this.requests.push(`302 ${key}`);
      return HttpResponse.redirect(
        `${FakeGithub.BLOBS}/?${encodeURIComponent(path)}`,
        302,
      );
    }
    if (!this.answers.has(key)) {
      this.requests.push(`404 ${key}`);
      return HttpResponse.json({ message: 'Not Found' }, { status: 404 });
    }
    const text = JSON.stringify(this.answers.get(key));
    const etag = `"${createHash('sha256').update(text).digest('hex')}"`;
    if (request.headers.get('if-none-match') === etag) {
      this.requests.push(`304 ${key}`);
      return new HttpResponse(null, { status: 304, headers: this.headers });
    }
    this.requests.push(`200 ${key}`);
    const next = this.answers.has(`${path}?page=${Number(page) + 1}`);
    return new HttpResponse(text, {
      headers: {
        'content-type': 'application/json',
        ...this.headers,
        etag,
        ...(next && {
          link: `<${FakeGithub.API}${path}?page=2>; rel="next", <x>; rel="last"`,
        }),
      },
    });
  }
}
