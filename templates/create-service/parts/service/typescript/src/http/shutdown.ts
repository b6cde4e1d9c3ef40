import type { FastifyInstance } from 'fastify';

/** Ends each connection with its last answer; kept alive, it would hold up the shutdown until its client leaves. */
export function finishBeforeClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}
