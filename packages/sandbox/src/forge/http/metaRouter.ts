import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';

/** What clients ask about the forge itself. */
export function createMetaRouter(services: ForgeServices): ExpressRouter {
  const router = Router();

  router.get('/rate_limit', (request, response) => {
    response.json(
      services.rateLimit.describe(request.headers.authorization ?? ''),
    );
  });

  router.get('/meta', (_request, response) => {
    response.json({
      verifiable_password_authentication: false,
      installed_version: '3.17.0',
    });
  });

  router.get('/zen', (_request, response) => {
    response.type('text').send('Keep it logically awesome.');
  });
  return router;
}
