import { Request, RequestHandler, Response } from 'express';
import { SandboxClock } from '../../SandboxClock';
import { isObject, Json, JsonObject } from '../json/Json';
import { KubernetesApi } from '../KubernetesApi';
import { parseKubernetesObject } from '../objects/parseKubernetesObject';
import { KubernetesObject } from '../objects/KubernetesObject';
import { patchObject } from '../patches/patchObject';
import { apiVersionOf, ResourceType } from '../ResourceType';
import { StatusError } from '../StatusError';
import { deleteOptions } from './deleteOptions';
import { discovery, VERSION } from './discovery';
import { filterOf, listObjects } from './listObjects';
import { openapi } from './openapi';
import { readBody } from './readBody';
import { parseRequestTarget, RequestTarget } from './RequestTarget';
import { review } from './review';
import { scaleOf, writeScale } from './scaleOf';
import { tableOf } from './tableOf';
import { WatchStream } from './WatchStream';

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Answers the requests of the Kubernetes API and keeps track of the open watches. */
export class ClusterRequests {
  readonly #api: KubernetesApi;
  readonly #clock: SandboxClock;
  readonly #logs: (pod: KubernetesObject, query: URLSearchParams) => string;
  readonly #streams = new Set<WatchStream>();

  static create(options: {
    api: KubernetesApi;
    clock: SandboxClock;
    logs: (pod: KubernetesObject, query: URLSearchParams) => string;
  }): ClusterRequests {
    return new ClusterRequests(options);
  }

  private constructor(options: {
    api: KubernetesApi;
    clock: SandboxClock;
    logs: (pod: KubernetesObject, query: URLSearchParams) => string;
  }) {
    this.#api = options.api;
    this.#clock = options.clock;
    this.#logs = options.logs;
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

  /** Ends every open watch, as a server does that shuts down. */
  endStreams(): void {
    for (const stream of this.#streams) {
      stream.end();
    }
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
      throw new StatusError({
        code: 404,
        reason: 'NotFound',
        message: 'the server could not find the requested resource',
        details: {},
      });
    }
    await this.#answerResource(request, response, target);
  }

  async #answerResource(
    request: Request,
    response: Response,
    target: RequestTarget,
  ): Promise<void> {
    const query = new URL(request.url, 'http://cluster').searchParams;
    const asTable = (request.headers.accept ?? '').includes('as=Table');
    const watch = ['true', '1'].includes(query.get('watch') ?? '');
    if (request.method === 'GET' && watch) {
      const stream = WatchStream.start({
        api: this.#api,
        target,
        query,
        response,
        asTable,
        onEnd: ended => this.#streams.delete(ended),
      });
      this.#streams.add(stream);
      return;
    }
    const body = request.method === 'GET' ? undefined : await readBody(request);
    if (query.has('dryRun')) {
      throw StatusError.badRequest(
        'the sandbox has no dry run; use --dry-run=client',
      );
    }
    if (target.name === undefined) {
      this.#answerCollection(request, response, target, query, body, asTable);
      return;
    }
    this.#answerObject(
      request,
      response,
      target,
      target.name,
      query,
      body,
      asTable,
    );
  }

  #answerCollection(
    request: Request,
    response: Response,
    target: RequestTarget,
    query: URLSearchParams,
    body: Json | undefined,
    asTable: boolean,
  ): void {
    const { type, namespace } = target;
    switch (request.method) {
      case 'GET': {
        const list = listObjects(this.#api, target, query);
        if (!asTable) {
          response.json(list);
          return;
        }
        const { metadata } = list;
        const items = Array.isArray(list.items) ? list.items : [];
        response.json(
          tableOf(
            type,
            items.map(parseKubernetesObject),
            metadata && typeof metadata === 'object' && !Array.isArray(metadata)
              ? metadata
              : {},
          ),
        );
        return;
      }
      case 'POST': {
        const object = parseKubernetesObject(withType(type, body));
        const inBody = object.metadata.namespace;
        if (namespace && inBody && inBody !== namespace) {
          throw StatusError.badRequest(
            `the namespace of the provided object does not match the namespace sent on the request: ${inBody} is not ${namespace}`,
          );
        }
        object.metadata.namespace = namespace ?? inBody;
        response.status(201).json(this.#api.create(type, object));
        return;
      }
      case 'DELETE': {
        const options = deleteOptions(body, query);
        const matches = filterOf(target, query);
        const deleted = this.#api.objects
          .list(type, namespace)
          .filter(matches)
          .map(object =>
            this.#api.delete(
              type,
              object.metadata.namespace,
              object.metadata.name,
              options,
            ),
          );
        response.json({
          ...listObjects(this.#api, target, new URLSearchParams()),
          items: deleted,
        });
        return;
      }
      default:
        throw StatusError.methodNotAllowed();
    }
  }

  #answerObject(
    request: Request,
    response: Response,
    target: RequestTarget,
    name: string,
    query: URLSearchParams,
    body: Json | undefined,
    asTable: boolean,
  ): void {
    const { type, namespace, subresource } = target;
    const scope = subresource === 'status' ? 'status' : 'main';
    if (subresource === 'log' && type.kind === 'Pod') {
      const pod = this.#api.get(type, namespace, name);
      response.type('text/plain').send(this.#logs(pod, query));
      return;
    }
    if (subresource === 'scale' && type.scaleSubresource) {
      this.#answerScale(request, response, target, name, body);
      return;
    }
    if (
      subresource !== undefined &&
      !(subresource === 'status' && type.statusSubresource)
    ) {
      throw new StatusError({
        code: 404,
        reason: 'NotFound',
        message: 'the server could not find the requested resource',
      });
    }
    switch (request.method) {
      case 'GET': {
        const object = this.#api.get(type, namespace, name);
        response.json(asTable ? tableOf(type, [object]) : object);
        return;
      }
      case 'PUT': {
        const object = parseKubernetesObject(withType(type, body));
        if (object.metadata.name !== name) {
          throw StatusError.badRequest(
            `the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`,
          );
        }
        object.metadata.namespace = namespace;
        response.json(this.#api.update(type, object, scope));
        return;
      }
      case 'PATCH': {
        const before = this.#api.find(type, namespace, name);
        const patched = patchObject({
          api: this.#api,
          clock: this.#clock,
          type,
          namespace,
          name,
          scope,
          contentType: (request.headers['content-type'] ?? '')
            .split(';')[0]
            .trim(),
          body: body ?? {},
          fieldManager: query.get('fieldManager') ?? undefined,
        });
        response.status(before ? 200 : 201).json(patched);
        return;
      }
      case 'DELETE': {
        const options = deleteOptions(body, query);
        const current = this.#api.get(type, namespace, name);
        if (options.uid && options.uid !== current.metadata.uid) {
          throw StatusError.conflict(
            type.plural,
            name,
            `the UID in the precondition (${options.uid}) does not match the UID in record (${current.metadata.uid})`,
          );
        }
        const deleted = this.#api.delete(type, namespace, name, options);
        response.json(
          deleted.metadata.deletionTimestamp
            ? deleted
            : deletedStatus(target, name, deleted),
        );
        return;
      }
      default:
        throw StatusError.methodNotAllowed();
    }
  }

  #answerScale(
    request: Request,
    response: Response,
    target: RequestTarget,
    name: string,
    body: Json | undefined,
  ): void {
    const object = this.#api.get(target.type, target.namespace, name);
    switch (request.method) {
      case 'GET':
        response.json(scaleOf(object));
        return;
      case 'PUT':
      case 'PATCH':
        response.json(writeScale(this.#api, target.type, object, body ?? {}));
        return;
      default:
        throw StatusError.methodNotAllowed();
    }
  }
}

function deletedStatus(
  target: RequestTarget,
  name: string,
  deleted: KubernetesObject,
): JsonObject {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name,
      group: target.type.group,
      kind: target.type.plural,
      uid: deleted.metadata.uid,
    },
  };
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

/** The API server knows its own kinds by their path; only custom ones must say what they are. */
function withType(type: ResourceType, body: Json | undefined): Json {
  const object = isObject(body) ? body : {};
  return type.custom
    ? object
    : { apiVersion: apiVersionOf(type), kind: type.kind, ...object };
}
