import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, IncomingHttpHeaders, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { findProgram } from '../processes/findProgram';

const PARTS = path.join(
  resolvePackagePath('@fairway/template-checks'),
  '../../templates/create-service/parts',
);
const OLD = `sha256:${'a'.repeat(64)}`;
const NEW = `sha256:${'b'.repeat(64)}`;
/** Says in `calls` how it was called. */
const CALLED = '#!/usr/bin/env bash\necho "${0##*/} $*" >> "${CALLS}"\n';
const digestOf = (number: number) => `sha256:${`${number}`.repeat(64)}`;
/** What the overlays of a manifests repository render to, where the third release and one without notes still run. */
const RENDERED = {
  development: `image: registry/service@${digestOf(5)}`,
  staging: `image: registry/service@${digestOf(1)}\nimage: other@${digestOf(
    7,
  )}`,
  production: `image: registry/service@${digestOf(1)}`,
  lab: `image: registry/service@${digestOf(9)}`,
  preview: 'kind: Namespace',
};
/** What registries say of a repository that nothing was pushed to yet. */
const NOT_FOUND: Record<string, string> = {
  acr: 'fetching tags list: repository name not known to registry',
  harbor: 'fetching tags list: unknown: repository acme/x not found',
  'artifact-registry':
    'fetching tags list: name unknown: Package "x" not found.',
};
const UNAUTHORIZED =
  'unable to retrieve auth token: invalid username/password: unauthorized';
const describeWithJq = findProgram('jq') ? describe : describe.skip;

/** A folder with the scripts of a CI system, and programs that stand in for those that reach out. */
class Workspace {
  static async create(...parts: string[]): Promise<Workspace> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'scripts-'));
    for (const part of [...parts, 'service/common']) {
      await cp(path.join(PARTS, part), folder, { recursive: true });
    }
    await writeFile(path.join(folder, 'calls'), '');
    return new Workspace(folder);
  }

  private constructor(readonly folder: string) {}

  async program(name: string, script = ''): Promise<void> {
    const bin = path.join(this.folder, 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(path.join(bin, name), `${CALLED}${script}`, {
      mode: 0o755,
    });
  }

  async file(name: string, text: string): Promise<void> {
    const file = path.join(this.folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  read(name: string): Promise<string> {
    return readFile(path.join(this.folder, name), 'utf8');
  }

  /** What the programs were called with, and their input where they say so. */
  async calls(): Promise<string[]> {
    return (await this.read('calls')).split('\n').filter(Boolean);
  }

  async run(
    command: string,
    env: Record<string, string> = {},
  ): Promise<{ code: number; output: string }> {
    const child = spawn('bash', ['-c', command], {
      cwd: this.folder,
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        PATH: `${path.join(this.folder, 'bin')}:${process.env.PATH}`,
        CALLS: path.join(this.folder, 'calls'),
        ...env,
      },
    });
    let output = '';
    child.stdout.on('data', chunk => (output += chunk));
    child.stderr.on('data', chunk => (output += chunk));
    const [code] = await once(child, 'close');
    return { code, output };
  }

  /** Puts in programs that scan an image, and that render what RENDERED says. */
  async scanner(scripts: string): Promise<void> {
    for (const [name, rendered] of Object.entries(RENDERED)) {
      const folder = `deployed/manifests/environments/${name}`;
      await this.file(`${folder}/rendered.yaml`, rendered);
    }
    await this.program('kustomize', 'cat "$2/rendered.yaml"');
    await this.file(
      `${scripts}/image-scan.sh`,
      'echo "scan $*" >> "${CALLS}"\necho {} > "$2"\n',
    );
  }

  /** What was scanned, and where to. */
  async scans(): Promise<string[]> {
    return (await this.calls())
      .filter(call => call.startsWith('scan '))
      .map(call => call.replace('scan registry/service@', ''));
  }

  /** Makes it a clone with one commit, and says which one. */
  async commit(): Promise<string> {
    const { output } = await this.run(
      'git init --quiet --bare origin.git && git init --quiet --initial-branch main && ' +
        'git config user.name me && git config user.email me@example.com && ' +
        'git remote add origin ./origin.git && git commit --quiet --allow-empty --message first && git rev-parse HEAD',
    );
    return output.trim();
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

describeWithJq('scripts of pipelines', () => {
  let workspace: Workspace;
  let servers: Server[];

  beforeEach(() => {
    servers = [];
  });

  afterEach(async () => {
    servers.forEach(server => server.close());
    await workspace.remove();
  });

  describe('of GitLab', () => {
    let env: Record<string, string>;

    beforeEach(async () => {
      workspace = await Workspace.create('gitlab/common');
      env = {
        CI_API_V4_URL: 'https://gitlab.example/api/v4',
        CI_PROJECT_ID: '1',
        CI_PROJECT_URL: 'https://gitlab.example/team/service',
        CI_SERVER_URL: 'https://gitlab.example',
        CI_DEFAULT_BRANCH: 'main',
        CI_COMMIT_SHA: await workspace.commit(),
        DELIVERY_TOKEN: 'secret',
        IMAGE: 'registry/service',
        QUARANTINE: 'registry/service-quarantine',
      };
      await workspace.program('curl', 'cat answer.json');
    });

    async function version(digest: string) {
      return workspace.run(`bash .gitlab/scripts/version.sh ${digest}`, env);
    }

    async function tag(name: string, answer: object) {
      await workspace.run(`git tag ${name} && git push --quiet origin ${name}`);
      await workspace.file('answer.json', JSON.stringify(answer));
    }

    it('gives the first version', async () => {
      expect(await version(NEW)).toEqual({ code: 0, output: '0.1.0\n' });
    });

    it('gives the version again to the image that has it', async () => {
      await tag('v0.1.0', {
        message: '',
        release: { description: `Image: \`registry/service@${OLD}\`` },
      });
      expect(await version(OLD)).toEqual({ code: 0, output: '0.1.0\n' });
    });

    it('gives the version to no other image', async () => {
      await tag('v0.1.0', {
        message: null,
        release: { description: `Image: \`registry/service@${OLD}\`` },
      });
      const { code, output } = await version(NEW);
      expect(code).toBe(1);
      expect(output).toContain(
        `This commit was released already as v0.1.0 with ${OLD}: a new commit makes a new release`,
      );
    });

    it('gives the version of an image in quarantine to no other one', async () => {
      await tag('quarantined/v0.1.0', {
        message: `Image registry/service-quarantine@${OLD}`,
        release: null,
      });
      expect(await version(OLD)).toEqual({ code: 0, output: '0.1.0\n' });
      expect((await version(NEW)).code).toBe(1);
      expect((await workspace.calls()).at(-1)).toContain(
        'repository/tags/quarantined%2Fv0.1.0',
      );
    });

    it('goes on with a tag that has no release yet', async () => {
      await tag('v0.1.0', { message: '', release: null });
      expect((await version(NEW)).code).toBe(0);
    });

    it('stops when it cannot ask', async () => {
      await tag('v0.1.0', {});
      await workspace.program('curl', 'exit 22');
      expect((await version(NEW)).code).toBe(22);
    });

    it('copies nothing of another image', async () => {
      await tag('v0.1.0', { message: `Image x@${OLD}`, release: null });
      for (const name of ['cosign', 'skopeo', 'syft']) {
        await workspace.program(name);
      }
      await workspace.file('release/digest', NEW);
      const { code } = await workspace.run(
        'bash .gitlab/scripts/release.sh',
        env,
      );
      expect(code).toBe(1);
      expect((await workspace.calls()).join('\n')).not.toContain('skopeo');
    });

    describe('the nightly scan', () => {
      const releases = [5, 4, 3, 2, 1].map(number => ({
        tag_name: `v0.1.${number}`,
        commit: { id: `commit-${number}` },
        description: `Image: \`registry/service@${digestOf(number)}\``,
      }));

      beforeEach(async () => {
        await workspace.scanner('.gitlab/scripts');
        await workspace.program(
          'git',
          'echo "${GIT_CONFIG_KEY_0}=${GIT_CONFIG_VALUE_0}" >> "${CALLS}"\ncp -r deployed/. "${!#}"',
        );
        await workspace.file('answer.json', JSON.stringify(releases));
        env.CI_COMMIT_SHA = 'commit-5';
        env.MANIFESTS_URL = 'https://gitlab.example/team/service-manifests';
      });

      const run = () => workspace.run('bash .gitlab/scripts/rescan.sh', env);

      it('looks at the newest releases and at what runs, each once', async () => {
        expect(await run()).toMatchObject({ code: 0 });
        expect(await workspace.scans()).toEqual([
          `${digestOf(5)} sarif/image.sarif`,
          `${digestOf(4)} rescan/image-v0.1.4.sarif`,
          `${digestOf(3)} rescan/image-v0.1.3.sarif`,
          `${digestOf(1)} rescan/image-v0.1.1.sarif`,
          `${digestOf(9)} rescan/image-digest-999999999999.sarif`,
        ]);
        expect(await workspace.read('rescan/complete')).toBe('');
      });

      it('shows its token to GitLab, in no argument', async () => {
        await run();
        const calls = (await workspace.calls()).join('\n');
        const basic = Buffer.from('oauth2:secret').toString('base64');
        expect(calls).toContain(
          `http.https://gitlab.example/.extraHeader=Authorization: Basic ${basic}`,
        );
        expect(calls).toMatch(
          /git clone --quiet --depth 1 \S+\/service-manifests\.git \S+\n/,
        );
      });

      it('has nothing to look at before the first release', async () => {
        await workspace.file('answer.json', '[]');
        await workspace.program('kustomize', 'echo kind: Namespace');
        expect(await run()).toMatchObject({ code: 0 });
        expect(await workspace.scans()).toEqual([]);
        expect(await workspace.read('rescan/complete')).toBe('');
      });

      it.each(['git', 'kustomize', 'curl'])(
        'is not complete when %s fails',
        async name => {
          await workspace.program(name, 'exit 3');
          expect((await run()).code).toBe(3);
          expect(await workspace.scans()).toEqual([]);
        },
      );
    });

    describe('of the registry', () => {
      async function remove(registry: string, image: string) {
        await workspace.remove();
        workspace = await Workspace.create(
          'gitlab/common',
          `gitlab/registry/${registry}`,
        );
        await workspace.file(
          'home/.docker/config.json',
          JSON.stringify({
            auths: {
              'europe-docker.pkg.dev': {
                auth: Buffer.from('oauth2accesstoken:x').toString('base64'),
              },
            },
          }),
        );
        return async (list: string, hub = '200 {"results": []}') => {
          await workspace.program(
            'skopeo',
            `[[ "$1" != list-tags ]] || ${list}`,
          );
          const [status, body] = hub.split(/ (.*)/);
          await workspace.program(
            'curl',
            `cat > /dev/null
while (($# > 0)); do
  case "$1" in --output) output="$2" ;; */auth/token) echo '{"access_token": "x"}' ;; */tags/pr-1-a) echo '{"version": "versions/1"}' ;; esac
  shift
done
[[ -n "\${output:-}" ]] || exit 0
echo '${body}' > "\${output}"
echo -n ${status}
((${status} < 400)) || exit 22`,
          );
          return workspace.run(
            `bash .gitlab/scripts/registry-delete.sh ${image} pr-1-`,
            {
              ...env,
              HOME: `${workspace.folder}/home`,
              REGISTRY_USERNAME: 'acme',
              REGISTRY_PASSWORD: 'x',
            },
          );
        };
      }
      const IMAGES: Record<string, string> = {
        acr: 'acme.azurecr.io/x-preview',
        harbor: 'harbor.acme.example/acme/x-preview',
        'artifact-registry': 'europe-docker.pkg.dev/acme/images/x-preview',
      };
      const deleted = async () =>
        (await workspace.calls()).filter(call => /delete/i.test(call));

      it.each(Object.entries(IMAGES))(
        '%s deletes the images of one merge request',
        async (registry, image) => {
          const list = await remove(registry, image);
          const tags = '{"Tags": ["pr-1-a", "pr-12-b"]}';
          expect(await list(`echo '${tags}'`)).toMatchObject({ code: 0 });
          expect(await deleted()).toEqual([
            expect.stringMatching(/pr-1-a$|versions\/1/),
          ]);
        },
      );

      it.each(Object.entries(IMAGES))(
        '%s has nothing to delete before the first push',
        async (registry, image) => {
          const list = await remove(registry, image);
          expect(
            await list(`{ echo '${NOT_FOUND[registry]}' >&2; exit 1; }`),
          ).toMatchObject({ code: 0 });
          expect(await deleted()).toEqual([]);
        },
      );

      it.each(Object.entries(IMAGES))(
        '%s fails with every other error',
        async (registry, image) => {
          const list = await remove(registry, image);
          const { code, output } = await list(
            `{ echo '${UNAUTHORIZED}' >&2; exit 1; }`,
          );
          expect(code).toBe(1);
          expect(output).toContain(UNAUTHORIZED);
        },
      );

      it.each([
        ['200 {"results": [{"name": "pr-1-a"}, {"name": "pr-12-b"}]}', 0, 1],
        ['404 {"message": "object not found"}', 0, 0],
        ['403 {"message": "forbidden"}', 1, 0],
      ])(
        'docker-hub that answers %s ends with %d',
        async (hub, code, count) => {
          const list = await remove('docker-hub', 'docker.io/acme/x-preview');
          expect(await list('exit 1', hub)).toMatchObject({ code });
          expect(await deleted()).toHaveLength(count);
        },
      );
    });

    describe('the load test', () => {
      let requests: { path: string; headers: IncomingHttpHeaders }[];
      let answer: { status: number; body: string };
      let storage: { status: number; body: string };

      beforeEach(async () => {
        requests = [];
        answer = { status: 200, body: '{"baselines":["gitlab"]}' };
        storage = { status: 200, body: '{"baselines":["storage"]}' };
        const elsewhere = await serve((_, respond) =>
          respond(storage.status, storage.body),
        );
        env.CI_API_V4_URL = await serve((method, respond) =>
          method === 'GET'
            ? respond(answer.status, answer.body, {
                location: `${elsewhere}/baselines.json?signature=x`,
              })
            : respond(201, ''),
        );
        env.CI_JOB_TOKEN = 'job-secret';
        env.CI_COMMIT_BRANCH = 'main';
        env.ACCEPT_LOAD = 'false';
        const curl = findProgram('curl');
        await workspace.program('docker');
        await workspace.program('k6', 'echo {} > "${SUMMARY}"');
        await workspace.program(
          'node',
          'if [[ "$2" == record ]]; then echo "{}" > baselines.json; else cat baselines.json; exit 0; fi',
        );
        await workspace.program(
          'curl',
          `[[ "$*" != *docker:8080* ]] || exit 0\nexec ${curl} --retry-delay 1 "$@"`,
        );
      });

      async function serve(
        handle: (
          method: string,
          respond: (
            status: number,
            body: string,
            headers?: Record<string, string>,
          ) => void,
        ) => void,
      ) {
        const server = createServer((request, response) => {
          const { method = '', url = '', headers } = request;
          requests.push({ path: `${method} ${url}`, headers });
          request.resume();
          handle(method, (status, body, more = {}) =>
            response.writeHead(status, more).end(body),
          );
        });
        servers.push(server);
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        return `http://127.0.0.1:${portOf(server)}`;
      }

      const run = () => workspace.run('bash .gitlab/scripts/load.sh', env);
      const recorded = () =>
        requests.filter(({ path: each }) => each.startsWith('PUT')).length;

      it('compares with the baselines', async () => {
        const { code, output } = await run();
        expect(code).toBe(0);
        expect(output).toContain('"gitlab"');
        expect(requests[0].headers['job-token']).toBe('job-secret');
        expect(recorded()).toBe(1);
      });

      it('takes the token along to no other host', async () => {
        answer.status = 302;
        const { code, output } = await run();
        expect(code).toBe(0);
        expect(output).toContain('"storage"');
        expect(requests[1].path).toContain('signature=x');
        expect(requests[1].headers).not.toHaveProperty('job-token');
      });

      it('starts without baselines where there are none', async () => {
        answer = { status: 404, body: 'none' };
        expect((await run()).code).toBe(0);
        expect(recorded()).toBe(1);
      });

      it.each([
        ['GitLab refuses', 403, 200],
        ['GitLab is ill', 501, 200],
        ['the object storage refuses', 302, 403],
        ['the object storage has lost them', 302, 404],
      ])('fails, and records nothing, when %s', async (_, first, second) => {
        answer.status = first;
        storage.status = second;
        expect((await run()).code).not.toBe(0);
        expect(recorded()).toBe(0);
      });

      it('asks for none when somebody accepts', async () => {
        env.ACCEPT_LOAD = 'true';
        expect((await run()).code).toBe(0);
        expect(requests).toHaveLength(1);
        expect(recorded()).toBe(1);
      });
    });

    describe('the settings', () => {
      beforeEach(async () => {
        await workspace.file('.gitlab/settings/project.json', '{}');
        await workspace.file(
          '.gitlab/settings/protected-branches.json',
          '[{"name": "main"}]',
        );
        await workspace.file('there/protected_branches', '[]');
        await workspace.file('there/protected_tags', '[]');
        await workspace.file('there/pipeline_schedules', '[]');
        await workspace.file('there/approval_rules', '[]');
        await workspace.program(
          'glab',
          `method=GET path="\${!#}"
for ((i = 1; i <= $#; i++)); do [[ "\${!i}" != --method ]] || { i=$((i + 1)); method="\${!i}"; }; done
for word in "$@"; do [[ "\${word}" != projects/* ]] || path="\${word}"; done
body=''
[[ "$*" != *--input* ]] || body=$(jq --compact-output .)
echo "\${method} \${path} \${body}" >> "\${CALLS}"
[[ -z "\${REFUSED:-}" || "\${method} \${path}" != *\${REFUSED}* ]] || exit 1
case "\${method} \${path}" in
  GET*) name="\${path##*/}"; cat "${workspace.folder}/there/\${name%%\\?*}" ;;
  POST*pipeline_schedules) echo '{"id": 7}' ;;
  *) echo '{}' ;;
esac`,
        );
      });

      const apply = (more = {}) =>
        workspace.run('bash .gitlab/scripts/apply-settings.sh', more);
      const sent = async () =>
        (await workspace.calls())
          .filter(call => !/^(?:glab|GET) /.test(call))
          .map(call =>
            // Not every jq writes a star so.
            call.replace('projects/:id', '').replaceAll('%2A', '*'),
          );

      it('are made, schedules only with their variable', async () => {
        expect(await apply()).toMatchObject({ code: 0 });
        const calls = await sent();
        expect(calls.filter(call => call.startsWith('DELETE'))).toEqual([]);
        const nightly = calls.findIndex(call => call.includes('Scan what'));
        expect(calls[nightly]).toContain('"active":false');
        expect(calls.slice(nightly + 1, nightly + 3)).toEqual([
          'POST /pipeline_schedules/7/variables {"key":"TASK","value":"nightly"}',
          'PUT /pipeline_schedules/7 {"active":true}',
        ]);
        expect(calls.at(-1)).toMatch('POST /approval_rules ');
      });

      it('are there once when they are applied again', async () => {
        await workspace.file('there/protected_branches', '[{"name":"main"}]');
        await workspace.file(
          'there/protected_tags',
          '[{"name":"v*"},{"name":"quarantined/v*"},{"name":"other"}]',
        );
        await workspace.file(
          'there/pipeline_schedules',
          '[{"id":3,"description":"Benchmark"},{"id":4,"description":"Benchmark"}][{"id":5,"description":"Of others"}]',
        );
        await workspace.file(
          'there/approval_rules',
          '[{"id":8,"rule_type":"regular"},{"id":9,"rule_type":"any_approver"}]',
        );
        expect(await apply()).toMatchObject({ code: 0 });
        const calls = await sent();
        expect(calls.filter(call => call.startsWith('DELETE'))).toEqual(
          [
            '/protected_branches/main',
            '/protected_tags/v*',
            '/protected_tags/quarantined%2Fv*',
            '/pipeline_schedules/3',
            '/pipeline_schedules/4',
          ].map(each => `DELETE ${each} `),
        );
        expect(calls.at(-1)).toMatch('PUT /approval_rules/9 ');
      });

      it.each(['POST projects/:id/protected_tags', '/7/variables'])(
        'stop when GitLab refuses %s',
        async REFUSED => {
          expect((await apply({ REFUSED })).code).toBe(1);
          const calls = await sent();
          expect(calls.at(-1)).toContain(REFUSED.replace('projects/:id', ''));
        },
      );
    });
  });

  describe('of Azure', () => {
    let env: Record<string, string>;

    beforeEach(async () => {
      workspace = await Workspace.create('azure/common');
      env = {
        BUILD_SOURCEVERSION: await workspace.commit(),
        BUILD_REPOSITORY_ID: 'repository',
        SYSTEM_COLLECTIONURI: 'https://dev.azure.com/team/',
        SYSTEM_TEAMPROJECTID: 'project',
        SYSTEM_ACCESSTOKEN: 'secret',
        IMAGE: 'registry/service',
        QUARANTINE: 'registry/service-quarantine',
        PREVIEW: 'registry/service-preview',
      };
    });

    async function version(digest: string) {
      return workspace.run(
        `bash .azuredevops/scripts/version.sh ${digest}`,
        env,
      );
    }

    it.each(['v0.1.0', 'quarantined/v0.1.0'])(
      'gives the version of %s to no other image',
      async tag => {
        await workspace.run(
          `git tag --annotate ${tag} --message 'Image registry/service@${OLD}, signed with x'`,
        );
        expect(await version(OLD)).toEqual({ code: 0, output: '0.1.0\n' });
        const { code, output } = await version(NEW);
        expect(code).toBe(1);
        expect(output).toContain(
          `This commit was released already as ${tag} with ${OLD}: a new commit makes a new release`,
        );
      },
    );

    it('leaves the tag of the image to a later step, and says which key signed', async () => {
      for (const name of ['cosign', 'skopeo', 'syft']) {
        await workspace.program(name);
      }
      await workspace.program('az', 'echo https://vault/keys/key/2');
      const { code, output } = await workspace.run(
        'bash .azuredevops/scripts/release.sh',
        {
          ...env,
          DIGEST: NEW,
          SIGNING_KEY: 'azurekms://team.vault.azure.net/key',
          PIPELINE_WORKSPACE: workspace.folder,
        },
      );
      expect(code).toBe(0);
      expect(output).toContain('variable=signer]https://vault/keys/key/2');
      const calls = await workspace.calls();
      expect(calls.filter(call => call.startsWith('skopeo'))).toEqual([
        `skopeo copy --all --preserve-digests docker://registry/service-quarantine@${NEW} docker://registry/service@${NEW}`,
      ]);
      expect(calls.at(-1)).toContain(
        '--id https://team.vault.azure.net/keys/key',
      );
    });

    describe('the nightly scan', () => {
      beforeEach(async () => {
        await workspace.scanner('.azuredevops/scripts');
        const head = env.BUILD_SOURCEVERSION;
        for (const number of [1, 2, 3, 4, 5]) {
          const subject = `Image registry/service@${digestOf(
            number,
          )}, signed with x`;
          await workspace.run(
            `git commit --quiet --allow-empty --message ${number} && ` +
              `git tag --annotate v0.1.${number} --message '${subject}'`,
            { GIT_COMMITTER_DATE: `2026-01-0${number}T00:00:00Z` },
          );
        }
        await workspace.run(`git tag v0-of-somebody ${head}`);
        const { output } = await workspace.run('git rev-parse HEAD');
        env.BUILD_SOURCEVERSION = output.trim();
      });

      const run = () =>
        workspace.run('bash .azuredevops/scripts/rescan.sh deployed', env);

      it('looks at the newest releases and at what runs, each once', async () => {
        const { code, output } = await run();
        expect(code).toBe(0);
        expect(output).toContain('variable=isReleased]true');
        expect(await workspace.scans()).toEqual([
          `${digestOf(5)} rescan/image-v0.1.5.sarif`,
          `${digestOf(4)} rescan/image-v0.1.4.sarif`,
          `${digestOf(3)} rescan/image-v0.1.3.sarif`,
          `${digestOf(1)} rescan/image-v0.1.1.sarif`,
          `${digestOf(9)} rescan/image-digest-999999999999.sarif`,
        ]);
        expect(await workspace.read('sarif/image.sarif')).toBe('{}\n');
        expect(await workspace.read('rescan/complete')).toBe('');
      });

      it('is not complete when the manifests cannot be rendered', async () => {
        await workspace.program('kustomize', 'exit 3');
        expect((await run()).code).toBe(3);
        expect(await workspace.scans()).toEqual([]);
      });
    });

    const refusals: [preview: string, error: string, code: number][] = [
      ...Object.values(NOT_FOUND).map((error): [string, string, number] => [
        'acme.azurecr.io/x',
        error,
        0,
      ]),
      [
        'docker.io/acme/x',
        'fetching tags list: errors: denied: requested access to the resource is denied',
        0,
      ],
      [
        'acme.azurecr.io/x',
        'fetching tags list: denied: requested access to the resource is denied',
        1,
      ],
      ['docker.io/acme/x', UNAUTHORIZED, 1],
    ];

    it.each(refusals)(
      'finds no previews of %s after "%s"',
      async (PREVIEW, error, code) => {
        await workspace.program('skopeo', `echo '${error}' >&2; exit 1`);
        const result = await workspace.run(
          'bash .azuredevops/scripts/forgotten-previews.sh forgotten',
          { ...env, PREVIEW },
        );
        expect(result).toMatchObject({
          code,
          output: expect.stringContaining(error),
        });
        expect(await workspace.read('forgotten')).toBe('');
      },
    );

    it.each([
      ['a push', 1, 20, true],
      ['another build of the preview', 20, 1, true],
      ['nothing', 20, 20, false],
      ['nothing, before the first comment', 20, undefined, false],
    ])('takes %s for news of a preview', async (_, pushed, built, isKept) => {
      const ago = (days: number) =>
        new Date(Date.now() - days * 86_400_000).toISOString();
      const threads = [
        { comments: [], lastUpdatedDate: ago(0) },
        {
          comments: [{ content: 'The preview went' }],
          lastUpdatedDate: ago(0),
        },
        ...(built === undefined
          ? []
          : [
              {
                comments: [{ content: 'Preview: https://preview-5' }],
                lastUpdatedDate: ago(built),
              },
            ]),
      ];
      const answers = {
        labels: { value: [{ active: true, name: 'preview' }] },
        iterations: { value: [{ updatedDate: ago(pushed) }] },
        threads: { value: threads },
        5: { status: 'active' },
      };
      for (const [name, answer] of Object.entries(answers)) {
        await workspace.file(`answers/${name}`, JSON.stringify(answer));
      }
      await workspace.program('skopeo', `echo '{"Tags": ["pr-5-abc"]}'`);
      await workspace.program(
        'curl',
        'for word in "$@"; do [[ "${word}" != https:* ]] || url="${word%%\\?*}"; done\n' +
          'cat "answers/${url##*/}" 2> /dev/null || echo "{}"',
      );
      const { code } = await workspace.run(
        'bash .azuredevops/scripts/forgotten-previews.sh forgotten',
        env,
      );
      expect(code).toBe(0);
      expect(await workspace.read('forgotten')).toBe(
        isKept ? '' : 'pr-5-abc\n',
      );
      const calls = (await workspace.calls()).join('\n');
      expect(calls.includes('--request DELETE')).toBe(!isKept);
    });
  });
});

function portOf(server: Server): number {
  const address: string | AddressInfo | null = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server listens at no port');
  }
  return address.port;
}
