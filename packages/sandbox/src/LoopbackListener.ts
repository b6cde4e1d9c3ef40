import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { ConflictError } from '@backstage/errors';

/** Serves one of the sandbox's APIs on loopback, over IPv4 and, where there is one, IPv6. */
export class LoopbackListener {
  readonly name: string;
  readonly #handler: RequestListener;
  #port: number;
  #servers: Server[] = [];

  constructor(options: {
    name: string;
    /** 0 lets the system choose; the choice holds for every later start. */
    port: number;
    handler: RequestListener;
  }) {
    this.name = options.name;
    this.#port = options.port;
    this.#handler = options.handler;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  get running(): boolean {
    return this.#servers.length > 0;
  }

  async start(): Promise<void> {
    if (this.running) {
      return;
    }
    // `localhost` may resolve to either of them first.
    const first = await this.#listen('127.0.0.1');
    this.#port = portOf(first);
    this.#servers = [first];
    try {
      this.#servers.push(await this.#listen('::1'));
    } catch (error) {
      if (error instanceof ConflictError) {
        await this.stop();
        throw error;
      }
      // A machine without IPv6 resolves no name to it.
    }
  }

  /** Accepts no more connections and drops those that are open. */
  async stop(): Promise<void> {
    const servers = this.#servers;
    this.#servers = [];
    await Promise.all(
      servers.map(
        server =>
          new Promise<void>(resolve => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      ),
    );
  }

  async #listen(host: string): Promise<Server> {
    const server = createServer(this.#handler);
    // Watches stay open for as long as their client wants.
    server.requestTimeout = 0;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new ConflictError(
                `Port ${this.#port} (${
                  this.name
                }) is taken; stop what listens there, or choose other ports with --port-base <number> or FAIRWAY_SANDBOX_PORT_BASE`,
              )
            : error,
        ),
      );
      server.listen(this.#port, host, () => resolve());
    });
    return server;
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new Error('The server listens on no port');
  }
  return address.port;
}
