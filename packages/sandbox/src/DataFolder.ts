import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@backstage/errors';
import { DocumentStore } from './storage/DocumentStore';

const DATABASE = 'sandbox.sqlite';

/** Where the sandbox keeps everything. */
export class DataFolder {
  readonly path: string;

  static async open(path: string): Promise<DataFolder> {
    await mkdir(path, { recursive: true });
    return new DataFolder(path);
  }

  private constructor(path: string) {
    this.path = path;
  }

  openStore(): DocumentStore {
    return DocumentStore.open(join(this.path, DATABASE));
  }

  /** Empties the folder; refuses one that a sandbox never used. */
  async reset(): Promise<void> {
    const entries = await readdir(this.path);
    if (entries.length > 0 && !entries.includes(DATABASE)) {
      throw new InputError(
        `The folder ${this.path} was not made by a sandbox, so it is not emptied; choose another one with --data or FAIRWAY_SANDBOX_DATA`,
      );
    }
    await Promise.all(
      entries.map(entry =>
        rm(join(this.path, entry), { recursive: true, force: true }),
      ),
    );
  }
}
