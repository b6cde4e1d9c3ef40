import { zipOf } from '@fairway/backstage-plugin-delivery-node/testUtils';
import { HttpResponse, http } from 'msw';

type Failure = {
  status: number;
  body?: object | string;
  headers?: Record<string, string>;
};

/** Azure DevOps behind msw: an organization whose artifacts are served and stored elsewhere, as they are. */
export class FakeAzure {
  static readonly HOST = 'dev.azure.com';
  static readonly ORGANIZATION = 'https://dev.azure.com/acme';
  static readonly ARTIFACTS = 'https://artprod1.artifacts.visualstudio.com';
  static readonly STORE = 'https://prod1.vsblob.vsassets.io/store';
  static readonly TOKEN = 'azure-secret-token';
  static readonly REPOSITORY_ID = '5febef5a-833d-4e14-b9c0-14cb638f91e6';
  static readonly PROJECT_ID = '6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c';

  /** `<status> <path below the organization>` of every request. */
  readonly requests: string[] = [];
  readonly queries: URLSearchParams[] = [];
  readonly authorizations = new Set<string | null>();
  /** Answers by path below the organization; further pages as `<path>?<token or skip>`. */
  readonly answers = new Map<string, unknown>();
  readonly failures = new Map<string, Failure>();
  /** Headers of every answer. */
  headers: Record<string, string> = {};
  readonly #archives = new Map<string, Buffer>();
  #lastArtifact = 0;

  static apiOf(project: string): string {
    return `/${encodeURIComponent(project)}/_apis`;
  }

  addRepository(
    project: string,
    name: string,
    id: string = FakeAzure.REPOSITORY_ID,
  ): void {
    const api = FakeAzure.apiOf(project);
    const git = `${api}/git/repositories`;
    this.answers.set(`${git}/${name}`, {
      id,
      name,
      project: { id: FakeAzure.PROJECT_ID, name: project },
      defaultBranch: 'refs/heads/main',
      webUrl: `${FakeAzure.ORGANIZATION}/${project}/_git/${name}`,
    });
    this.answers.set(`${api}/build/definitions`, list({ id: 3, name }));
    this.answers.set(`${api}/build/builds`, list());
    this.answers.set(`${git}/${id}/commits`, list());
    this.answers.set(`${git}/${id}/pullrequests`, list());
  }

  /** Puts builds into the list, newest first, with what is known of each. */
  setBuilds(
    project: string,
    ...builds: { id: number; records?: object[] }[]
  ): void {
    const base = `${FakeAzure.apiOf(project)}/build/builds`;
    this.answers.set(
      base,
      list(...builds.map(({ records, ...build }) => build)),
    );
    for (const { records, ...build } of builds) {
      this.answers.set(`${base}/${build.id}`, build);
      this.answers.set(`${base}/${build.id}/timeline`, {
        records: records ?? [],
      });
      const artifacts = `${base}/${build.id}/artifacts`;
      if (!this.answers.has(artifacts)) {
        this.answers.set(artifacts, list());
      }
    }
  }

  /** Publishes a pipeline artifact; its archive has a folder that is named after it. */
  async addArtifact(
    project: string,
    buildId: number,
    name: string,
    files: Record<string, Buffer | string> | Buffer,
  ): Promise<void> {
    this.#lastArtifact += 1;
    const id = this.#lastArtifact;
    const path = `/A1/${FakeAzure.PROJECT_ID}/_apis/artifact/c${id}/content`;
    const inFolder = Buffer.isBuffer(files)
      ? files
      : await zipOf(
          Object.fromEntries(
            Object.entries(files).map(([file, content]) => [
              `${name}/${file}`,
              content,
            ]),
          ),
        );
    this.#archives.set(path, inFolder);
    this.addForeignArtifact(
      project,
      buildId,
      name,
      `${FakeAzure.ARTIFACTS}${path}?format=zip`,
    );
  }

  /** An artifact that a step associated with any address. */
  addForeignArtifact(
    project: string,
    buildId: number,
    name: string,
    downloadUrl: string,
  ): void {
    const key = `${FakeAzure.apiOf(project)}/build/builds/${buildId}/artifacts`;
    const known = this.answers.get(key) as { value: object[] } | undefined;
    const id = (known?.value.length ?? 0) + 1;
    // https://learn.microsoft.com/rest/api/azure/devops/build/artifacts/list
    const artifact = {
      id,
      name,
      source: 'b1',
      resource: {
        type: 'PipelineArtifact',
        data: '973C20',
        properties: { RootId: 'DC04A6', artifactsize: '28' },
        url: `${FakeAzure.ORGANIZATION}${key}?artifactName=${name}`,
        downloadUrl,
      },
    };
    this.answers.set(key, list(...(known?.value ?? []), artifact));
  }

  count(pattern: RegExp): number {
    return this.requests.filter(request => pattern.test(request)).length;
  }

  handlers() {
    return [
      http.get(FakeAzure.STORE, ({ request }) => {
        const path = new URL(request.url).searchParams.get('path') ?? '';
        const leaked = request.headers.has('authorization');
        this.requests.push(`store ${path}${leaked ? ' WITH TOKEN' : ''}`);
        return new HttpResponse(new Uint8Array(this.#archives.get(path) ?? []));
      }),
      http.get(`${FakeAzure.ARTIFACTS}/*`, ({ request }) => {
        const { pathname } = new URL(request.url);
        if (!request.headers.has('authorization')) {
          return new HttpResponse('<html>', { status: 203 });
        }
        this.requests.push(`302 ${pathname}`);
        return HttpResponse.redirect(
          `${FakeAzure.STORE}?path=${encodeURIComponent(pathname)}`,
          302,
        );
      }),
      http.get(`${FakeAzure.ORGANIZATION}/*`, ({ request }) =>
        this.#answer(request),
      ),
    ];
  }

  #answer(request: Request): Response {
    const url = new URL(request.url);
    this.authorizations.add(request.headers.get('authorization'));
    this.queries.push(url.searchParams);
    const path = url.pathname.replace(/^\/acme/, '');
    const skip =
      url.searchParams.get('searchCriteria.$skip') ??
      url.searchParams.get('$skip') ??
      '0';
    const page = url.searchParams.get('continuationToken') ?? skip;
    const key = page === '0' ? path : `${path}?${page}`;
    const failure = this.failures.get(path) ?? this.failures.get('*');
    if (failure) {
      this.requests.push(`${failure.status} ${key}`);
      const { body = '' } = failure;
      return new HttpResponse(
        typeof body === 'string' ? body : JSON.stringify(body),
        { status: failure.status, headers: failure.headers },
      );
    }
    if (!this.answers.has(key)) {
      this.requests.push(`404 ${key}`);
      return HttpResponse.json(
        { message: `TF200016: ${path} does not exist.`, eventId: 3000 },
        { status: 404 },
      );
    }
    this.requests.push(`200 ${key}`);
    const more = page === '0' && this.answers.has(`${path}?next`);
    return HttpResponse.json(this.answers.get(key) as object, {
      headers: {
        ...this.headers,
        ...(more && { 'x-ms-continuationtoken': 'next' }),
      },
    });
  }
}

/** A list, as every API of Azure DevOps wraps it. */
export function list(...value: object[]) {
  return { count: value.length, value };
}
