import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { HttpProblem, problemAnswer } from '../http/problems.ts';
import { CircuitOpenError } from './circuit-breaker.ts';
import type { Upstream } from './upstream.ts';

const UpstreamStatus = Type.Object(
  { status: Type.Enum(['ok', 'not configured']) },
  { description: 'It answers, or there is none' },
);

export const upstreamRoutes: FastifyPluginAsyncTypebox<{ upstream: Upstream }> = async (app, { upstream }) => {
  app.get(
    '/status/upstream',
    {
      schema: {
        operationId: 'getUpstreamStatus',
        summary: 'Ask the upstream',
        tags: ['status'],
        response: {
          200: UpstreamStatus,
          429: problemAnswer('Too many requests'),
          502: problemAnswer('The upstream fails'),
          503: problemAnswer('The upstream failed so often that it is left alone for a while'),
        },
      },
    },
    async (request) => {
      if (upstream.state === 'not configured') return { status: 'not configured' as const };
      try {
        await upstream.ask();
        return { status: 'ok' as const };
      } catch (error) {
        if (error instanceof CircuitOpenError) {
          throw new HttpProblem(503, 'The upstream keeps failing; it is left alone for a while', {
            headers: { 'retry-after': error.retryAfterSeconds },
          });
        }
        request.log.warn({ err: error }, 'The upstream fails');
        throw new HttpProblem(502, 'The upstream does not answer as it should');
      }
    },
  );
};
