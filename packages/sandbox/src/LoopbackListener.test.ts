import { get } from 'node:http';
import { LoopbackListener } from './LoopbackListener';

function listener(port = 0) {
  return new LoopbackListener({
    name: 'cluster',
    port,
    handler: (request, response) => {
      response.write('open');
      if (request.url !== '/stream') {
        response.end();
      }
    },
  });
}

describe('LoopbackListener', () => {
  it('answers by name and keeps its port over a stop and a start', async () => {
    const server = listener();
    await server.start();
    const { url } = server;
    expect(await (await fetch(url)).text()).toBe('open');
    await server.stop();
    await expect(fetch(url)).rejects.toThrow();
    await server.start();
    expect(server.url).toBe(url);
    expect((await fetch(url)).status).toBe(200);
    await server.stop();
  });

  it('drops connections that are open', async () => {
    const server = listener();
    await server.start();
    const dropped = new Promise<string>(resolve => {
      get(`${server.url}/stream`, response => {
        response.on('error', error => resolve(error.message));
        response.once('data', () => server.stop());
      });
    });
    expect(await dropped).toMatch(/aborted|hang up/);
    expect(server.running).toBe(false);
  });

  it('names a taken port and the way out', async () => {
    const first = listener();
    await first.start();
    const second = listener(first.port);
    await expect(second.start()).rejects.toThrow(
      `Port ${first.port} (cluster) is taken; stop what listens there, or choose other ports with --port-base <number> or FAIRWAY_SANDBOX_PORT_BASE`,
    );
    expect(second.running).toBe(false);
    await first.stop();
  });
});
