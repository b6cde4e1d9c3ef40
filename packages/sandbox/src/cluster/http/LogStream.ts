import { Response } from 'express';
import { objectsAt, valueAt } from '../json/Json';
import { KubernetesApi } from '../KubernetesApi';
import { POD } from '../knownTypes';
import { KubernetesObject } from '../objects/KubernetesObject';
import { formatLog, LogLine, ReadLog } from '../pods/podLogs';

const LOOK_MS = 500;

/** A log that is followed: what there is, then each new line, until the container ends or either side hangs up. */
export class LogStream {
  readonly #api: KubernetesApi;
  readonly #readLog: ReadLog;
  readonly #pod: KubernetesObject;
  readonly #query: URLSearchParams;
  readonly #response: Response;
  #known = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  static start(options: {
    api: KubernetesApi;
    readLog: ReadLog;
    pod: KubernetesObject;
    query: URLSearchParams;
    response: Response;
    onEnd: (stream: LogStream) => void;
  }): LogStream {
    const stream = new LogStream(options);
    options.response.on('close', () => {
      clearInterval(stream.#timer);
      options.onEnd(stream);
    });
    stream.#start();
    return stream;
  }

  private constructor(options: {
    api: KubernetesApi;
    readLog: ReadLog;
    pod: KubernetesObject;
    query: URLSearchParams;
    response: Response;
  }) {
    this.#api = options.api;
    this.#readLog = options.readLog;
    this.#pod = options.pod;
    this.#query = new URLSearchParams(options.query);
    this.#response = options.response;
  }

  end(): void {
    clearInterval(this.#timer);
    this.#response.end();
  }

  #start(): void {
    const lines = this.#readLog(this.#pod, this.#query);
    this.#response.type('text/plain').flushHeaders();
    this.#response.write(formatLog(lines, this.#query));
    // Only the beginning is cut; what comes later is shown in full.
    this.#query.delete('tailLines');
    this.#query.delete('sinceSeconds');
    this.#newLines(this.#pod);
    if (isRunning(this.#pod, this.#query)) {
      this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
    } else {
      this.end();
    }
  }

  #look(): void {
    const { namespace, name, uid } = this.#pod.metadata;
    const pod = this.#api.find(POD, namespace, name);
    if (pod?.metadata.uid !== uid || !pod) {
      this.end();
      return;
    }
    this.#response.write(formatLog(this.#newLines(pod), this.#query));
    if (!isRunning(pod, this.#query)) {
      this.end();
    }
  }

  #newLines(pod: KubernetesObject): LogLine[] {
    const lines = this.#readLog(pod, this.#query);
    const added = lines.filter(({ text }) => !this.#known.has(text));
    this.#known = new Set(lines.map(({ text }) => text));
    return added;
  }
}

function isRunning(pod: KubernetesObject, query: URLSearchParams): boolean {
  const wanted = query.get('container');
  const statuses = objectsAt(pod, 'status', 'containerStatuses');
  const status = wanted
    ? statuses.find(each => each.name === wanted)
    : statuses[0];
  return valueAt(status, 'state', 'running') !== undefined;
}
