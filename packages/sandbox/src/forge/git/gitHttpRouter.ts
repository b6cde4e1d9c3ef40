import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import express, { Request, Response } from 'express';
import Router from 'express-promise-router';
import { ApiError } from '../http/ApiError';
import { Viewer } from '../accounts/Accounts';
import { ForgeServices } from '../ForgeServices';
import { RepositoryRecord } from '../repositories/records';
import { includesRole, roleOf } from '../repositories/roles';
import { judgeRefChange } from '../branches/judgeRefChange';
import { PushCommand, readPushCommands } from './readPushCommands';
import { gitEnvironment } from './runGit';

const DEADLINE_MILLISECONDS = 120_000;

type GitService = 'upload-pack' | 'receive-pack';

/** git's smart HTTP protocol, spoken by git's own programs. */
export function createGitHttpRouter(services: ForgeServices): express.Router {
  const router = Router();

  router.get('/:owner/:name.git/info/refs', async (request, response) => {
    const service = serviceOf(request.query.service);
    if (!service) {
      response.status(403).type('text').send('Only smart HTTP is supported');
      return;
    }
    const access = admit(services, request, response, service);
    if (!access) {
      return;
    }
    announce(response, service, 'advertisement');
    const announcement = `# service=git-${service}\n`;
    const length = (announcement.length + 4).toString(16).padStart(4, '0');
    response.write(`${length}${announcement}0000`);
    await runService(services, request, response, {
      service,
      repository: access.repository,
      advertise: true,
      body: Readable.from([]),
    });
  });

  for (const service of ['upload-pack', 'receive-pack'] as const) {
    router.post(
      `/:owner/:name.git/git-${service}`,
      async (request, response) => {
        const access = admit(services, request, response, service);
        if (!access) {
          return;
        }
        const { repository, viewer } = access;
        const body = bodyOf(request);
        announce(response, service, 'result');
        if (service === 'upload-pack') {
          await runService(services, request, response, {
            service,
            repository,
            advertise: false,
            body,
          });
          return;
        }
        const { commands, push } = await readPushCommands(body);
        await services.pushes.run(
          {
            owner: repository.owner,
            repo: repository.name,
            pusher: viewer?.login ?? '',
            silent: false,
          },
          () =>
            runService(services, request, response, {
              service,
              repository,
              advertise: false,
              body: push,
              rules: rulesForHook(services, repository, viewer, commands),
            }),
        );
        await services.pushAnswers.pass();
        response.end();
      },
    );
  }
  return router;
}

function serviceOf(value: unknown): GitService | undefined {
  switch (value) {
    case 'git-upload-pack':
      return 'upload-pack';
    case 'git-receive-pack':
      return 'receive-pack';
    default:
      return undefined;
  }
}

interface GitAccess {
  repository: RepositoryRecord;
  viewer: Viewer | undefined;
}

/** Answers a refusal itself and then returns nothing. */
function admit(
  services: ForgeServices,
  request: Request,
  response: Response,
  service: GitService,
): GitAccess | undefined {
  const challenge = () => {
    response
      .status(401)
      .setHeader('WWW-Authenticate', 'Basic realm="Forge"')
      .type('text')
      .send(
        'Authentication failed: use any user name and a token of the forge',
      );
  };
  let viewer: Viewer | undefined;
  try {
    viewer = services.accounts.viewerOf(request.headers.authorization);
  } catch (error) {
    if (error instanceof ApiError) {
      challenge();
      return undefined;
    }
    throw error;
  }
  const { owner, name } = request.params;
  const repository = services.repositories.find(owner, name);
  const role = repository && roleOf(services, repository, viewer);
  if (!viewer && !(role && service === 'upload-pack')) {
    challenge();
    return undefined;
  }
  if (!repository || !role) {
    response.status(404).type('text').send('Repository not found.');
    return undefined;
  }
  if (service === 'receive-pack' && !includesRole(role, 'write')) {
    response
      .status(403)
      .type('text')
      .send(
        `Permission to ${repository.owner}/${repository.name}.git denied to ${viewer?.login}.`,
      );
    return undefined;
  }
  if (repository.archived && service === 'receive-pack') {
    response
      .status(403)
      .type('text')
      .send('This repository was archived so it is read-only.');
    return undefined;
  }
  return { repository, viewer };
}

/** One line for each ref with rules, in the form that the hook reads. */
function rulesForHook(
  services: ForgeServices,
  repository: RepositoryRecord,
  viewer: Viewer | undefined,
  commands: PushCommand[],
): string {
  return commands
    .map(command => ({
      ref: command.ref,
      ...judgeRefChange(services, repository, viewer, command),
    }))
    .filter(({ refusals, contents }) => refusals.length + contents.length > 0)
    .map(({ ref, title, refusals, contents }) =>
      [
        contents.join(' '),
        title.replace(/[|\s]+/g, ' '),
        refusals.join(' ').replace(/[|\s]+/g, ' '),
        ref,
      ].join('|'),
    )
    .join('\n');
}

function announce(
  response: Response,
  service: GitService,
  kind: 'advertisement' | 'result',
): void {
  response.setHeader('Content-Type', `application/x-git-${service}-${kind}`);
  response.setHeader('Cache-Control', 'no-cache, max-age=0, must-revalidate');
}

async function runService(
  services: ForgeServices,
  request: Request,
  response: Response,
  options: {
    repository: RepositoryRecord;
    service: GitService;
    advertise: boolean;
    body: Readable;
    /** For the hook that judges a push. */
    rules?: string;
  },
): Promise<void> {
  const { repository, service, advertise, body, rules = '' } = options;
  const { folder } = services.git.repository(repository.owner, repository.name);
  const version = request.header('Git-Protocol');
  const child = spawn(
    'git',
    [
      '-c',
      `core.hooksPath=${services.git.hooksFolder}`,
      '-c',
      'transfer.hideRefs=refs/internal',
      '-c',
      'receive.hideRefs=refs/pull',
      '-c',
      'uploadpack.allowAnySHA1InWant=true',
      '-c',
      'uploadpack.allowFilter=true',
      '-c',
      'receive.autogc=false',
      service,
      '--stateless-rpc',
      ...(advertise ? ['--advertise-refs'] : []),
      folder,
    ],
    {
      env: gitEnvironment({
        ...(version ? { GIT_PROTOCOL: version } : {}),
        FORGE_RULES: rules,
      }),
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MILLISECONDS);
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  try {
    // A push is answered when its refs are known to have moved, so the response of receive-pack stays open here.
    const endsResponse = service === 'upload-pack' || advertise;
    const sent = new Promise<void>((resolve, reject) => {
      child.stdout.on('end', resolve);
      child.stdout.on('error', reject);
      response.on('close', () => {
        child.stdout.resume();
        resolve();
      });
    });
    child.stdout.pipe(response, { end: endsResponse });
    // git may stop reading early, and a client may go away: neither is the forge's failure.
    await pipeline(body, child.stdin).catch(() => {});
    await Promise.all([ended, sent]);
  } finally {
    clearTimeout(timer);
  }
}

function bodyOf(request: Request): Readable {
  return request.header('Content-Encoding') === 'gzip'
    ? request.pipe(createGunzip())
    : request;
}
