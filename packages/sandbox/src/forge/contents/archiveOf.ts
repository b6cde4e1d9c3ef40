import { ForgeServices } from '../ForgeServices';
import { RepositoryRecord } from '../repositories/records';

/** The tree of a commit as one file, below a folder that is named as GitHub names it. */
export async function archiveOf(
  services: ForgeServices,
  { owner, name }: RepositoryRecord,
  format: string,
  commit: string,
): Promise<{ name: string; content: Buffer }> {
  const isTar = format === 'tarball';
  const folder = `${owner}-${name}-${commit.slice(0, 7)}`;
  const content = await services.git
    .repository(owner, name)
    .run([
      'archive',
      `--format=${isTar ? 'tar.gz' : 'zip'}`,
      `--prefix=${folder}/`,
      commit,
    ]);
  return { name: `${folder}.${isTar ? 'tar.gz' : 'zip'}`, content };
}
