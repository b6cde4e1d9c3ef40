import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolder } from './DataFolder';

describe('DataFolder', () => {
  let path: string;

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'sandbox-data-'));
  });

  afterEach(() => rm(path, { recursive: true, force: true }));

  it('empties what a sandbox left', async () => {
    const folder = await DataFolder.open(path);
    folder.openStore().close();
    await writeFile(join(path, 'more'), '');
    await folder.reset();
    expect(await readdir(path)).toEqual([]);
  });

  it('never empties the folder of somebody else', async () => {
    await writeFile(join(path, 'thesis.txt'), 'years of work');
    const folder = await DataFolder.open(path);
    await expect(folder.reset()).rejects.toThrow(
      /was not made by a sandbox, so it is not emptied/,
    );
    expect(await readdir(path)).toEqual(['thesis.txt']);
  });
});
