import { RequestListener } from 'node:http';
import { LoopbackListener } from './LoopbackListener';

const parts = ['forge', 'cluster', 'metrics', 'control'] as const;

export type SandboxPart = (typeof parts)[number];

/** The ports of the sandbox. They are taken before anything is made, so that a taken one is found at once. */
export class SandboxListeners {
  readonly forge: LoopbackListener;
  readonly cluster: LoopbackListener;
  readonly metrics: LoopbackListener;
  readonly control: LoopbackListener;
  readonly #handlers = new Map<SandboxPart, RequestListener>();

  static async start(portBase: number): Promise<SandboxListeners> {
    const listeners = new SandboxListeners(portBase);
    try {
      for (const part of parts) {
        await listeners[part].start();
      }
    } catch (error) {
      await listeners.stop();
      throw error;
    }
    return listeners;
  }

  private constructor(portBase: number) {
    this.forge = this.#listener('forge', portBase);
    this.cluster = this.#listener('cluster', portBase);
    this.metrics = this.#listener('metrics', portBase);
    this.control = this.#listener('control', portBase);
  }

  /** Until then the part answers that it is starting. */
  serve(part: SandboxPart, handler: RequestListener): void {
    this.#handlers.set(part, handler);
  }

  async stop(): Promise<void> {
    await Promise.all(parts.map(part => this[part].stop()));
  }

  #listener(part: SandboxPart, portBase: number): LoopbackListener {
    return new LoopbackListener({
      name: part,
      port: portBase === 0 ? 0 : portBase + parts.indexOf(part),
      handler: (request, response) => {
        const handler = this.#handlers.get(part);
        if (handler) {
          handler(request, response);
          return;
        }
        response.writeHead(503, { 'Retry-After': '1' });
        response.end(`The sandbox's ${part} is starting\n`);
      },
    });
  }
}
