import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Ends each connection with its last answer; kept alive, it would hold up the shutdown until its client leaves. */
export function finishBeforeClosing(app: FastifyInstance): void {
  let closing = false;
  // Node takes a connection for busy until its first request, which may never come.
  const unused = new Set<Socket>();
  app.server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  app.server.on('request', ({ socket }) => unused.delete(socket));
  app.addHook('preClose', async () => {
    closing = true;
    for (const socket of unused) socket.destroy();
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}
