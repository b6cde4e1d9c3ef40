import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { PushAnswers } from '../forge/pushes/PushAnswers';
import { LoopbackListener } from '../LoopbackListener';

/** Lets tests take parts of the sandbox away and bring them back. */
export function createControlRouter(
  listeners: {
    forge: LoopbackListener;
    cluster: LoopbackListener;
    metrics: LoopbackListener;
  },
  pushAnswers: PushAnswers,
): Router {
  const router = PromiseRouter();
  router.use((request, response, next) => {
    if (request.headers.origin) {
      // No web page has any business here.
      response.status(403).json({ message: 'Not for browsers' });
      return;
    }
    next();
  });
  router.get('/status', async (_, response) => {
    response.json({
      ...Object.fromEntries(
        Object.entries(listeners).map(([name, listener]) => [
          name,
          { url: listener.url, running: listener.running },
        ]),
      ),
      pushes: { waiting: pushAnswers.waiting },
    });
  });
  router.post('/pushes/hold', async (_, response) => {
    pushAnswers.hold();
    response.json({ waiting: pushAnswers.waiting });
  });
  router.post('/pushes/release', async (_, response) => {
    pushAnswers.release();
    response.json({ waiting: 0 });
  });
  for (const [name, listener] of Object.entries(listeners)) {
    router.post(`/${name}/stop`, async (_, response) => {
      await listener.stop();
      response.json({ running: false });
    });
    router.post(`/${name}/start`, async (_, response) => {
      await listener.start();
      response.json({ running: true });
    });
  }
  return router;
}
