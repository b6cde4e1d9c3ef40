import { Request, RequestHandler, Response } from 'express';
import { SandboxClock } from '../../SandboxClock';
import { JsonObject } from '../json/Json';
import { KubernetesApi } from '../KubernetesApi';
import { ReadLog } from '../pods/podLogs';
import { StatusError } from '../StatusError';
import { discovery, VERSION } from './discovery';
import { openapi } from './openapi';
import { readBody } from './readBody';
import { parseRequestTarget } from './RequestTarget';
import { ResourceRequests } from './ResourceRequests';
import { review } from './review';

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Answers the requests of the Kubernetes API: health, version, discovery and reviews here, objects next door. */
export class ClusterRequests {
  readonly #resources: ResourceRequests;

  static create(options: {
    api: KubernetesApi;
    clock: SandboxClock;
    readLog: ReadLog;
  }): ClusterRequests {
    return new ClusterRequests(new ResourceRequests(options));
  }

  private constructor(resources: ResourceRequests) {
    this.#resources = resources;
  }

  readonly handle: RequestHandler = (request, response) => {
    this.#answer(request, response).catch(error => {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const status =
        error instanceof StatusError
          ? error
          : new StatusError({
              code: 500,
              reason: 'InternalError',
              message: `Internal error occurred: ${
                error instanceof Error ? error.message : error
              }`,
            });
      response.status(status.code).json(status.toStatus());
    });
  };

  /** Ends every open watch and followed log, as a server does that shuts down. */
  endStreams(): void {
    this.#resources.endStreams();
  }

  async #answer(request: Request, response: Response): Promise<void> {
    const { path } = request;
    if (['/healthz', '/readyz', '/livez'].includes(path)) {
      response.type('text/plain').send('ok');
      return;
    }
    if (path === '/version') {
      response.json(VERSION);
      return;
    }
    if (path.startsWith('/apis/authorization.k8s.io/v1/')) {
      response.status(201).json(await answerReview(request));
      return;
    }
    const accept = request.headers.accept ?? '';
    const wantsAggregated = accept.includes('g=apidiscovery.k8s.io;v=v2;');
    const described =
      discovery(trimSlash(path), wantsAggregated) ?? openapi(path);
    if (described) {
      response.setHeader(
        'content-type',
        described.kind === 'APIGroupDiscoveryList'
          ? AGGREGATED
          : 'application/json',
      );
      response.send(JSON.stringify(described));
      return;
    }
    const target = parseRequestTarget(path);
    if (!target) {
      throw StatusError.unknownPath();
    }
    await this.#resources.answer(request, response, target);
  }
}

function trimSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Asked in a format that is not read here, the answer is yes all the same. */
async function answerReview(request: Request): Promise<JsonObject> {
  const isProtobuf = (request.headers['content-type'] ?? '').includes(
    'protobuf',
  );
  return review(request.path, isProtobuf ? undefined : await readBody(request));
}
