import { readOptions } from './options';

describe('readOptions', () => {
  it('has defaults that fit the portal', () => {
    expect(readOptions([], {})).toEqual({
      dataFolder: expect.stringMatching(/[\\/]\.data[\\/]sandbox$/),
      reset: false,
      seed: true,
      portBase: 7300,
      speed: 4,
      webhook: {
        url: 'http://localhost:7007/api/events/http/github',
        secret: 'sandbox-webhook-secret',
      },
    });
  });

  it('takes the command line before the environment', () => {
    expect(
      readOptions(['--port-base', '8300', '--reset', '--no-seed'], {
        FAIRWAY_SANDBOX_PORT_BASE: '9300',
        FAIRWAY_SANDBOX_SPEED: '20',
        FAIRWAY_SANDBOX_SEED: 'true',
      }),
    ).toMatchObject({ portBase: 8300, speed: 20, reset: true, seed: false });
  });

  it.each([
    [['--port-base', 'http'], /portBase/],
    [['--speed', '0'], /speed/],
    [['--webhook-url', 'nowhere'], /webhookUrl/],
    [['--sped', '3'], /--sped/],
  ])('names the option that is wrong in %j', (args, message) => {
    expect(() => readOptions(args, {})).toThrow(message);
  });
});
