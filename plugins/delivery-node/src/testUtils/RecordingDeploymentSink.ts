import {
  DeploymentObservation,
  DeploymentSink,
  ServiceFailure,
} from '../sources';

/**
 * A sink that keeps what it is told, as the read model would.
 *
 * @public
 */
export class RecordingDeploymentSink implements DeploymentSink {
  /** What is known now, by `<service ref> <environment>`. */
  readonly current = new Map<string, DeploymentObservation>();
  readonly failures = new Map<string, ServiceFailure>();
  readonly calls: string[] = [];
  confirmations = 0;

  async observe(observation: DeploymentObservation): Promise<void> {
    this.calls.push(`observe ${keyOf(observation)}`);
    this.current.set(keyOf(observation), observation);
  }

  async replaceAll(observations: DeploymentObservation[]): Promise<void> {
    this.calls.push(`replaceAll ${observations.length}`);
    this.current.clear();
    for (const observation of observations) {
      this.current.set(keyOf(observation), observation);
    }
  }

  async remove(serviceRef: string, environment: string): Promise<void> {
    this.calls.push(`remove ${serviceRef} ${environment}`);
    this.current.delete(`${serviceRef} ${environment}`);
  }

  async confirm(serviceRef?: string): Promise<void> {
    this.calls.push(`confirm ${serviceRef ?? 'all'}`);
    if (serviceRef) {
      this.failures.delete(serviceRef);
    } else {
      this.confirmations += 1;
      this.failures.clear();
    }
  }

  async confirmRest(): Promise<void> {
    this.calls.push('confirm rest');
  }

  async fail(serviceRef: string, failure: ServiceFailure): Promise<void> {
    this.calls.push(`fail ${serviceRef}`);
    this.failures.set(serviceRef, failure);
  }
}

function keyOf(observation: DeploymentObservation): string {
  return `${observation.serviceRef} ${observation.environment}`;
}
