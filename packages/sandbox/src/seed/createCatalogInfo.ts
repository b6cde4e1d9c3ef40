import { stringify } from 'yaml';
import { SeedService } from './SeedService';

/** `catalog-info.yaml` of a service repository. */
export function createCatalogInfo(
  service: SeedService,
  values: Record<string, string>,
): string {
  return stringify(
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: service.name,
        description: service.description,
        annotations: {
          'fairway.dev/pipeline': values.pipeline,
          'fairway.dev/manifests': values.manifestsUrl,
          'fairway.dev/image': values.image,
          'github.com/project-slug': `${values.organization}/${service.name}`,
          'backstage.io/source-location': `url:${values.repositoryUrl}/tree/main/`,
          'backstage.io/kubernetes-id': service.name,
          'backstage.io/techdocs-ref': 'dir:.',
        },
        links: [
          { url: values.repositoryUrl, title: 'Repository' },
          { url: values.manifestsUrl, title: 'Manifests' },
        ],
      },
      spec: {
        type: 'service',
        lifecycle: 'production',
        owner: values.owner,
        system: values.system,
      },
    },
    { lineWidth: 0 },
  );
}
