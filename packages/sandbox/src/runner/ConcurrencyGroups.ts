interface Member {
  cancel(): void;
}

interface Group {
  running: Member;
  /** At most one waits; a newer one takes its place. */
  pending?: Member & { start(): void };
}

/** GitHub's `concurrency`: one run of a group at a time, one more may wait. */
export class ConcurrencyGroups {
  readonly #groups = new Map<string, Group>();

  /**
   * Returns when the member may run: true, or false if it was cancelled while it waited. Who was admitted must
   * call `leave` in the end.
   */
  async enter(
    name: string,
    member: Member & { cancelled: AbortSignal },
    options: { cancelInProgress: boolean },
  ): Promise<boolean> {
    const group = this.#groups.get(name);
    if (!group) {
      this.#groups.set(name, { running: member });
      return true;
    }
    group.pending?.cancel();
    if (options.cancelInProgress) {
      group.running.cancel();
    }
    return new Promise<boolean>(resolve => {
      const giveUp = () => {
        if (group.pending?.cancel === member.cancel) {
          group.pending = undefined;
        }
        resolve(false);
      };
      member.cancelled.addEventListener('abort', giveUp);
      group.pending = {
        cancel: member.cancel,
        start: () => {
          member.cancelled.removeEventListener('abort', giveUp);
          group.running = member;
          group.pending = undefined;
          resolve(true);
        },
      };
    });
  }

  leave(name: string): void {
    const group = this.#groups.get(name);
    if (group?.pending) {
      group.pending.start();
    } else {
      this.#groups.delete(name);
    }
  }
}
