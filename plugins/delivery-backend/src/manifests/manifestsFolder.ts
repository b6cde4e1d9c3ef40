import { Config } from '@backstage/config';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Where the mirrors of manifests repositories live: `delivery.manifests.folder`, else below the backend's working
 * directory. They can be deleted at any time.
 */
export function manifestsFolder(config: Config): string {
  return path.resolve(
    config.getOptionalString('delivery.manifests.folder') ??
      path.join(
        config.getOptionalString('backend.workingDirectory') ?? tmpdir(),
        'delivery-manifests',
      ),
  );
}
