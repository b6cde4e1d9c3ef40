import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** As NGINX calls it: the caller has gone before the answer. */
const CALLER_GONE = 499;

/** Tells of the end of each request, once: Fastify's own hook `onResponse` says nothing of those whose caller has gone. */
export function onEnd(
  app: FastifyInstance,
  observe: (request: FastifyRequest, reply: FastifyReply, code: number) => void,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    let code = CALLER_GONE;
    reply.raw.once('finish', () => {
      code = reply.statusCode;
    });
    reply.raw.once('close', () => observe(request, reply, code));
    done();
  });
}
