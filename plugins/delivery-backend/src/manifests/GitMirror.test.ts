import { execFile, spawn } from 'node:child_process';
import { createServer, Server } from 'node:http';
import { promisify } from 'node:util';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { IntegrationGitRemotes } from '@fairway/backstage-plugin-delivery-node';
import { KustomizeManifestWriter } from './KustomizeManifestWriter';
import {
  ManifestsRepository,
  digestOf,
  releaseOf,
  serviceNamed,
} from './__testUtils__/ManifestsRepository';

jest.setTimeout(30_000);

const token = 'secret-of-the-forge';

describe('a forge that speaks smart HTTP', () => {
  let manifests: ManifestsRepository;
  let server: Server;
  let host: string;
  const commandLines: string[] = [];

  beforeEach(async () => {
    manifests = new ManifestsRepository();
    manifests.git('config', 'http.receivepack', 'true');
    server = createServer(async (request, response) => {
      const { stdout } = await promisify(execFile)('ps', ['-eo', 'args']);
      commandLines.push(stdout);
      const expected = Buffer.from(`x-access-token:${token}`);
      const sent = request.headers.authorization;
      if (sent !== `Basic ${expected.toString('base64')}`) {
        response.writeHead(401, { 'WWW-Authenticate': 'Basic' }).end();
        return;
      }
      const url = new URL(request.url ?? '/', 'http://localhost');
      const backend = spawn('git', ['http-backend'], {
        env: {
          PATH: process.env.PATH,
          GIT_PROJECT_ROOT: manifests.folder,
          GIT_HTTP_EXPORT_ALL: '1',
          PATH_INFO: url.pathname.replace(/^\/acme\/[^/]+/, '/origin.git'),
          QUERY_STRING: url.search.slice(1),
          REQUEST_METHOD: request.method ?? 'GET',
          CONTENT_TYPE: request.headers['content-type'] ?? '',
          HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
          GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
          REMOTE_USER: 'fairway',
        },
      });
      request.pipe(backend.stdin);
      const output: Buffer[] = [];
      backend.stdout.on('data', chunk => output.push(chunk));
      backend.on('close', () => {
        const whole = Buffer.concat(output);
        const end = whole.indexOf('\r\n\r\n');
        const headers = whole.subarray(0, end).toString().split('\r\n');
        for (const [name, value] of headers.map(line => line.split(': '))) {
          if (name === 'Status') {
            response.statusCode = Number(value.split(' ')[0]);
          } else {
            response.setHeader(name, value);
          }
        }
        response.end(whole.subarray(end + 4));
      });
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    host = typeof address === 'object' ? `127.0.0.1:${address?.port}` : '';
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
    manifests.remove();
  });

  function write(secret: string) {
    const service = serviceNamed();
    service.annotations[
      'fairway.dev/manifests'
    ] = `http://${host}/acme/checkout-api-manifests`;
    return KustomizeManifestWriter.create({
      folder: manifests.mirrors,
      remotes: IntegrationGitRemotes.create({
        integrations: ScmIntegrations.fromConfig(
          new ConfigReader({
            integrations: {
              github: [
                {
                  host,
                  apiBaseUrl: `http://${host}/api/v3`,
                  token: secret,
                },
              ],
            },
          }),
        ),
      }),
    }).write({
      service,
      environment: 'production',
      release: releaseOf('1.0.1', digestOf('b')),
      promotionId: 'p-1',
      message: 'Promote checkout-api 1.0.1 to production',
      trailers: {},
      author: { name: 'ada', email: 'ada@noreply.invalid' },
      signal: new AbortController().signal,
    });
  }

  it('takes a push with the token of the integration, which no process list shows', async () => {
    const { commit, url } = await write(token);
    expect(manifests.commitsOf('p-1')).toEqual([commit]);
    expect(url).toBe(
      `http://${host}/acme/checkout-api-manifests/commit/${commit}`,
    );
    const seen = commandLines.join('\n');
    expect(seen).toContain('git push');
    expect(seen).not.toContain(token);
    expect(seen).not.toContain('Authorization');
  });

  it('refuses a wrong token without a prompt and without telling it', async () => {
    const error = await write('wrong-secret').catch(reason => reason);
    expect(error.message).toMatch(/^git ls-remote ended with code 128/);
    expect(JSON.stringify([error.message, error.stack])).not.toContain(
      'wrong-secret',
    );
    expect(manifests.commitsOf('p-1')).toEqual([]);
  });
});
