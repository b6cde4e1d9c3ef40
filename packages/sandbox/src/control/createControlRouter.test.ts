import express from 'express';
import request from 'supertest';
import { PushAnswers } from '../forge/pushes/PushAnswers';
import { LoopbackListener } from '../LoopbackListener';
import { createControlRouter } from './createControlRouter';

describe('control', () => {
  const part = (name: string) =>
    new LoopbackListener({
      name,
      port: 0,
      handler: (_, response) => response.end(name),
    });
  const listeners = {
    forge: part('forge'),
    cluster: part('cluster'),
    metrics: part('metrics'),
  };
  const control = request(
    express().use(createControlRouter(listeners, new PushAnswers())),
  );

  beforeAll(async () => {
    await Promise.all(Object.values(listeners).map(each => each.start()));
  });

  afterAll(async () => {
    await Promise.all(Object.values(listeners).map(each => each.stop()));
  });

  it('takes the cluster away and brings it back, and leaves the forge alone', async () => {
    const { url } = listeners.cluster;
    await control.post('/cluster/stop').expect(200);
    await expect(fetch(url)).rejects.toThrow();
    expect((await fetch(listeners.forge.url)).status).toBe(200);
    const { body } = await control.get('/status').expect(200);
    expect(body).toMatchObject({
      cluster: { url, running: false },
      forge: { running: true },
    });
    await control.post('/cluster/start').expect(200);
    expect((await fetch(url)).status).toBe(200);
  });

  it('refuses web pages', async () => {
    await control
      .post('/cluster/stop')
      .set('Origin', 'http://example.com')
      .expect(403);
    expect(listeners.cluster.running).toBe(true);
  });
});
