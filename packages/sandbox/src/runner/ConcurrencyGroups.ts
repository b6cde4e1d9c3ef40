interface Member {
  cancel(): void;
}

interface Waiting extends Member {
  start(): void;
}

interface Group {
  running: Member;
  /** From the one that waits longest. */
  pending: Waiting[];
}

/** GitHub lets no more wait in a group whose `queue` is `max`. */
const LONGEST_QUEUE = 100;

/** How a member enters its group. */
export interface ConcurrencyOptions {
  cancelInProgress: boolean;
  /** `single`: the newest takes the place of the one that waits. `max`: they wait one behind the other. */
  queue: 'single' | 'max';
}

/** GitHub's `concurrency`: one run of a group at a time, others wait. */
export class ConcurrencyGroups {
  readonly #groups = new Map<string, Group>();

  /**
   * Returns when the member may run: true, or false if it was cancelled while it waited. Who was admitted must
   * call `leave` in the end.
   */
  async enter(
    name: string,
    member: Member & { cancelled: AbortSignal },
    { cancelInProgress, queue }: ConcurrencyOptions,
  ): Promise<boolean> {
    const group = this.#groups.get(name);
    if (!group) {
      this.#groups.set(name, { running: member, pending: [] });
      return true;
    }
    if (queue === 'single') {
      group.pending.splice(0).forEach(pending => pending.cancel());
    } else if (group.pending.length >= LONGEST_QUEUE) {
      member.cancel();
      return false;
    }
    if (cancelInProgress) {
      group.running.cancel();
    }
    return new Promise<boolean>(resolve => {
      const waiting: Waiting = {
        cancel: () => member.cancel(),
        start: () => {
          member.cancelled.removeEventListener('abort', giveUp);
          group.running = member;
          resolve(true);
        },
      };
      const giveUp = () => {
        group.pending = group.pending.filter(each => each !== waiting);
        resolve(false);
      };
      member.cancelled.addEventListener('abort', giveUp);
      group.pending.push(waiting);
    });
  }

  leave(name: string): void {
    const group = this.#groups.get(name);
    const next = group?.pending.shift();
    if (next) {
      next.start();
    } else {
      this.#groups.delete(name);
    }
  }
}
