import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { Notes } from './notes/note.ts';
import type { Settings } from './settings.ts';
import type { Upstream } from './upstream/upstream.ts';

const Alive = Type.Object({ status: Type.Literal('alive') }, { description: 'It lives' });
const Checks = Type.Object({
  database: Type.Enum(['ok', 'not configured', 'unavailable']),
  upstream: Type.Enum(['ok', 'not configured', 'unavailable']),
});
const Ready = Type.Object({ status: Type.Literal('ready'), checks: Checks }, { description: 'It can' });
const NotReady = Type.Object({ status: Type.Literal('not ready'), checks: Checks }, { description: 'It cannot' });

export const healthRoutes: FastifyPluginAsyncTypebox<{ settings: Settings; notes: Notes; upstream: Upstream }> = async (
  app,
  { settings, notes, upstream },
) => {
  const tags = ['health'];

  app.get(
    '/health',
    {
      schema: { operationId: 'getHealth', summary: 'Whether the process lives', tags, response: { 200: Alive } },
    },
    async () => ({ status: 'alive' as const }),
  );

  app.get(
    '/health/ready',
    {
      schema: {
        operationId: 'getReadiness',
        summary: 'Whether the service can do its work',
        tags,
        response: { 200: Ready, 503: NotReady },
      },
    },
    async (_request, reply) => {
      const checks = { database: await notes.check(), upstream: upstream.state };
      const unavailable =
        checks.database === 'unavailable' || (settings.circuitBreakerStrict && checks.upstream === 'unavailable');
      return unavailable
        ? reply.status(503).send({ status: 'not ready', checks })
        : reply.send({ status: 'ready', checks });
    },
  );
};
