import { SandboxClock } from '../SandboxClock';

/** A fast clock that runs in the past, so that what is deployed by the seed carries the date of its deployment. */
export class SettlingClock extends SandboxClock {
  #offset = 0;

  override now(): Date {
    return new Date(Date.now() + this.#offset);
  }

  moveTo(date: Date): void {
    this.#offset = date.getTime() - Date.now();
  }
}
