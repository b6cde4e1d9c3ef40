import { Request, Response } from 'express';
import { SandboxClock } from '../../SandboxClock';
import { isObject, Json, JsonObject, objectAt, objectsAt } from '../json/Json';
import { KubernetesApi } from '../KubernetesApi';
import { parseKubernetesObject } from '../objects/parseKubernetesObject';
import { KubernetesObject } from '../objects/KubernetesObject';
import { patchObject } from '../patches/patchObject';
import { formatLog, ReadLog } from '../pods/podLogs';
import { apiVersionOf, ResourceType } from '../ResourceType';
import { StatusError } from '../StatusError';
import { deleteOptions } from './deleteOptions';
import { filterOf, listObjects } from './listObjects';
import { LogStream } from './LogStream';
import { readBody } from './readBody';
import { RequestTarget } from './RequestTarget';
import { scaleOf, writeScale } from './scaleOf';
import { tableOf } from './tableOf';
import { WatchStream } from './WatchStream';

/** One request for objects: who asks for what, in which form the answer goes out, and through which API. */
interface ResourceRequest {
  request: Request;
  response: Response;
  target: RequestTarget;
  query: URLSearchParams;
  body: Json | undefined;
  /** Stores nothing for a dry run. */
  api: KubernetesApi;
  asTable: boolean;
}

/** Answers the requests for objects, their collections and their subresources, and keeps track of what is streamed. */
export class ResourceRequests {
  readonly #api: KubernetesApi;
  readonly #clock: SandboxClock;
  readonly #readLog: ReadLog;
  readonly #streams = new Set<WatchStream | LogStream>();

  constructor(options: {
    api: KubernetesApi;
    clock: SandboxClock;
    readLog: ReadLog;
  }) {
    this.#api = options.api;
    this.#clock = options.clock;
    this.#readLog = options.readLog;
  }

  /** Ends every open watch and followed log, as a server does that shuts down. */
  endStreams(): void {
    for (const stream of this.#streams) {
      stream.end();
    }
  }

  async answer(
    request: Request,
    response: Response,
    target: RequestTarget,
  ): Promise<void> {
    const query = new URL(request.url, 'http://cluster').searchParams;
    const isRead = request.method === 'GET';
    const asked: ResourceRequest = {
      request,
      response,
      target,
      query,
      body: isRead ? undefined : await readBody(request),
      api: isDryRun(query) ? this.#api.dryRun() : this.#api,
      asTable: (request.headers.accept ?? '').includes('as=Table'),
    };
    if (target.subresource === 'log' && target.type.kind === 'Pod') {
      this.#answerLog(asked);
      return;
    }
    requireJson(request.headers.accept ?? '');
    if (isRead && ['true', '1'].includes(query.get('watch') ?? '')) {
      this.#watch(asked);
    } else if (target.name === undefined) {
      this.#answerCollection(asked);
    } else if (target.subresource === 'scale' && target.type.scaleSubresource) {
      this.#answerScale(asked, target.name);
    } else {
      this.#answerObject(asked, target.name);
    }
  }

  #watch({ response, target, query, asTable }: ResourceRequest): void {
    const stream = WatchStream.start({
      api: this.#api,
      target,
      query,
      response,
      asTable,
      onEnd: ended => this.#streams.delete(ended),
    });
    this.#streams.add(stream);
  }

  #answerLog({ response, target, query }: ResourceRequest): void {
    const pod = this.#api.get(target.type, target.namespace, target.name ?? '');
    if (query.get('follow') !== 'true') {
      const lines = this.#readLog(pod, query);
      response.type('text/plain').send(formatLog(lines, query));
      return;
    }
    const stream = LogStream.start({
      api: this.#api,
      readLog: this.#readLog,
      pod,
      query,
      response,
      onEnd: ended => this.#streams.delete(ended),
    });
    this.#streams.add(stream);
  }

  #answerCollection(asked: ResourceRequest): void {
    const { api, request, response, target, query, body, asTable } = asked;
    const { type, namespace } = target;
    switch (request.method) {
      case 'GET': {
        const list = listObjects(api, target, query);
        response.json(
          asTable
            ? tableOf(
                type,
                objectsAt(list, 'items').map(parseKubernetesObject),
                query.get('includeObject'),
                objectAt(list, 'metadata'),
              )
            : list,
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
        response.status(201).json(api.create(type, object));
        return;
      }
      case 'DELETE': {
        const options = deleteOptions(body, query);
        const deleted = api.objects
          .list(type, namespace)
          .filter(filterOf(target, query))
          .map(({ metadata }) =>
            api.delete(type, metadata.namespace, metadata.name, options),
          );
        response.json({
          ...listObjects(api, target, new URLSearchParams()),
          items: deleted,
        });
        return;
      }
      default:
        throw StatusError.methodNotAllowed();
    }
  }

  #answerObject(asked: ResourceRequest, name: string): void {
    const { api, request, response, target, query, body, asTable } = asked;
    const { type, namespace, subresource } = target;
    const isStatus = subresource === 'status' && type.statusSubresource;
    if (subresource !== undefined && !isStatus) {
      throw StatusError.unknownPath();
    }
    const scope = isStatus ? 'status' : 'main';
    switch (request.method) {
      case 'GET': {
        const object = api.get(type, namespace, name);
        response.json(
          asTable
            ? tableOf(type, [object], query.get('includeObject'))
            : object,
        );
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
        response.json(api.update(type, object, scope));
        return;
      }
      case 'PATCH': {
        const before = api.find(type, namespace, name);
        const patched = patchObject({
          api,
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
          force: query.get('force') === 'true',
        });
        response.status(before ? 200 : 201).json(patched);
        return;
      }
      case 'DELETE':
        response.json(this.#delete(asked, name));
        return;
      default:
        throw StatusError.methodNotAllowed();
    }
  }

  #delete(
    { api, target, query, body }: ResourceRequest,
    name: string,
  ): JsonObject {
    const { type, namespace } = target;
    const options = deleteOptions(body, query);
    const current = api.get(type, namespace, name);
    if (options.uid && options.uid !== current.metadata.uid) {
      throw StatusError.conflict(
        type.plural,
        name,
        `the UID in the precondition (${options.uid}) does not match the UID in record (${current.metadata.uid})`,
      );
    }
    const deleted = api.delete(type, namespace, name, options);
    return deleted.metadata.deletionTimestamp
      ? deleted
      : deletedStatus(type, deleted);
  }

  #answerScale(asked: ResourceRequest, name: string): void {
    const { api, request, response, target, body } = asked;
    const object = api.get(target.type, target.namespace, name);
    switch (request.method) {
      case 'GET':
        response.json(scaleOf(object));
        return;
      case 'PUT':
      case 'PATCH':
        response.json(writeScale(api, target.type, object, body ?? {}));
        return;
      default:
        throw StatusError.methodNotAllowed();
    }
  }
}

function isDryRun(query: URLSearchParams): boolean {
  const asked = query.getAll('dryRun');
  const unknown = asked.find(value => value !== 'All');
  if (unknown !== undefined) {
    throw StatusError.badRequest(
      `dryRun: Unsupported value: "${unknown}": supported values: "All"`,
    );
  }
  return asked.length > 0;
}

/** Clients that prefer protobuf name JSON too, or ask again with it. */
function requireJson(accept: string): void {
  const isFine =
    accept === '' ||
    accept
      .split(',')
      .some(range =>
        ['application/json', 'application/*', '*/*'].includes(
          range.split(';')[0].trim(),
        ),
      );
  if (!isFine) {
    throw StatusError.notAcceptable(['application/json']);
  }
}

function deletedStatus(
  type: ResourceType,
  deleted: KubernetesObject,
): JsonObject {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: deleted.metadata.name,
      group: type.group,
      kind: type.plural,
      uid: deleted.metadata.uid,
    },
  };
}

/** The API server knows its own kinds by their path; only custom ones must say what they are. */
function withType(type: ResourceType, body: Json | undefined): Json {
  const object = isObject(body) ? body : {};
  return type.custom
    ? object
    : { apiVersion: apiVersionOf(type), kind: type.kind, ...object };
}
