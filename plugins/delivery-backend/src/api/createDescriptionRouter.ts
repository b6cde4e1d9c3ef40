import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { describeApi } from './describeApi';

/** Serves the OpenAPI description. */
export function createDescriptionRouter(): Router {
  const description = describeApi();
  const router = PromiseRouter();
  router.get('/openapi.json', (_request, response) => {
    response.json(description);
  });
  return router;
}
