import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { problemAnswer } from './http/problems.ts';
import { service } from './service.ts';
import type { Settings } from './settings.ts';

const About = Type.Object(
  { service: Type.String(), environment: Type.String() },
  { description: 'The service, and where it runs' },
);
const Description = Type.Unsafe<object>({ type: 'object', additionalProperties: true, description: 'OpenAPI 3.1' });

export const aboutRoutes: FastifyPluginAsyncTypebox<{ settings: Settings }> = async (app, { settings }) => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'getService',
        summary: 'Name the service',
        tags: ['status'],
        response: { 200: About, 429: problemAnswer('Too many requests') },
      },
    },
    async () => ({ service: service.name, environment: settings.environment }),
  );

  app.get(
    '/openapi.json',
    {
      schema: {
        operationId: 'getDescription',
        summary: 'Describe the API',
        tags: ['status'],
        response: { 200: Description, 429: problemAnswer('Too many requests') },
      },
    },
    async () => app.swagger(),
  );
};
