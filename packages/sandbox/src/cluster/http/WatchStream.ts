import { Response } from 'express';
import { Json, JsonObject } from '../json/Json';
import { KubernetesApi } from '../KubernetesApi';
import { KubernetesObject } from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { apiVersionOf } from '../ResourceType';
import { StatusError } from '../StatusError';
import { filterOf } from './listObjects';
import { RequestTarget } from './RequestTarget';
import { tableOf } from './tableOf';

const BOOKMARK_INTERVAL = 30_000;
const DEFAULT_TIMEOUT_SECONDS = 1800;

/** A client that reads so slowly is cut off; it lists and watches again. */
const MAXIMUM_BACKLOG_BYTES = 16 * 1024 * 1024;

/** One watch of one client: a JSON event per line until a timeout or until either side ends it. */
export class WatchStream {
  readonly #api: KubernetesApi;
  readonly #target: RequestTarget;
  readonly #response: Response;
  readonly #query: URLSearchParams;
  readonly #asTable: boolean;
  readonly #matches: (object: KubernetesObject) => boolean;
  readonly #timers: NodeJS.Timeout[] = [];
  #unsubscribe: (() => void) | undefined;

  static start(options: {
    api: KubernetesApi;
    target: RequestTarget;
    query: URLSearchParams;
    response: Response;
    asTable: boolean;
    onEnd: (stream: WatchStream) => void;
  }): WatchStream {
    const stream = new WatchStream(options);
    options.response.on('close', () => {
      stream.#release();
      options.onEnd(stream);
    });
    stream.#start();
    return stream;
  }

  private constructor(options: {
    api: KubernetesApi;
    target: RequestTarget;
    query: URLSearchParams;
    response: Response;
    asTable: boolean;
  }) {
    this.#api = options.api;
    this.#target = options.target;
    this.#query = options.query;
    this.#response = options.response;
    this.#asTable = options.asTable;
    this.#matches = filterOf(options.target, options.query);
  }

  end(): void {
    this.#release();
    this.#response.end();
  }

  #start(): void {
    const { objects } = this.#api;
    this.#response.writeHead(200, {
      'content-type': 'application/json',
      'cache-control': 'no-cache, private',
    });
    this.#response.flushHeaders();
    const requested = this.#query.get('resourceVersion') ?? '';
    const initial = this.#query.get('sendInitialEvents');
    const fromNow =
      initial === 'true' ||
      (initial !== 'false' && (requested === '' || requested === '0'));
    if (fromNow) {
      for (const object of objects
        .list(this.#target.type, this.#target.namespace)
        .filter(this.#matches)) {
        this.#send('ADDED', object);
      }
      if (initial === 'true') {
        this.#bookmark({ 'k8s.io/initial-events-end': 'true' });
      }
    } else {
      const version = requested === '' ? objects.version : Number(requested);
      const missed = Number.isInteger(version)
        ? objects.changesSince(this.#target.type, version)
        : undefined;
      if (!missed) {
        const gone = StatusError.gone(requested, objects.oldestVersion);
        this.#write({ type: 'ERROR', object: gone.toStatus() });
        this.#response.end();
        return;
      }
      for (const change of missed) {
        this.#forward(change);
      }
    }
    this.#unsubscribe = objects.subscribe(change => {
      if (change.resource === this.#target.type) {
        this.#forward(change);
      }
    });
    if (this.#query.get('allowWatchBookmarks') === 'true') {
      this.#timers.push(
        setInterval(() => this.#bookmark(), BOOKMARK_INTERVAL).unref(),
      );
    }
    const timeout = Number(this.#query.get('timeoutSeconds') ?? 0);
    const seconds = timeout > 0 ? timeout : DEFAULT_TIMEOUT_SECONDS;
    this.#timers.push(
      setTimeout(() => {
        if (this.#query.get('allowWatchBookmarks') === 'true') {
          this.#bookmark();
        }
        this.end();
      }, seconds * 1000).unref(),
    );
  }

  /** An object that starts or ceases to match a selector is added or deleted for this watcher. */
  #forward(change: ObjectChange): void {
    const matched =
      change.previous !== undefined && this.#matches(change.previous);
    const matches = change.type !== 'DELETED' && this.#matches(change.object);
    if (matches) {
      this.#send(matched ? 'MODIFIED' : 'ADDED', change.object);
    } else if (matched) {
      this.#send('DELETED', change.object);
    }
  }

  #send(type: string, object: KubernetesObject): void {
    this.#write({
      type,
      object: this.#asTable
        ? tableOf(this.#target.type, [object], this.#query.get('includeObject'))
        : object,
    });
  }

  #bookmark(annotations?: JsonObject): void {
    const object: Json = {
      kind: this.#target.type.kind,
      apiVersion: apiVersionOf(this.#target.type),
      metadata: {
        resourceVersion: String(this.#api.objects.version),
        ...(annotations ? { annotations } : {}),
      },
    };
    this.#write({ type: 'BOOKMARK', object });
  }

  #write(event: JsonObject): void {
    this.#response.write(`${JSON.stringify(event)}\n`);
    if (this.#response.writableLength > MAXIMUM_BACKLOG_BYTES) {
      this.#response.destroy();
    }
  }

  #release(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
  }
}
