import { readOptions } from './options';
import { Sandbox, startProblem } from './Sandbox';

async function main(): Promise<void> {
  const report = (message: string) => process.stderr.write(`${message}\n`);
  const sandbox = await Sandbox.start(
    readOptions(process.argv.slice(2), process.env),
    report,
  );
  const { forge, cluster, metrics, control } = sandbox.listeners;
  process.stdout.write(
    `Sandbox ready: forge ${forge.url}, cluster ${cluster.url}, metrics ${metrics.url}, control ${control.url}\n`,
  );
  const stop = () => {
    sandbox.stop().then(
      () => process.exit(0),
      error => {
        report(startProblem(error));
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch(error => {
  process.stderr.write(`The sandbox could not start: ${startProblem(error)}\n`);
  process.exit(1);
});
