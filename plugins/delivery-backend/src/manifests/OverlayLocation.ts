import {
  IMAGE_ANNOTATION,
  MANIFESTS_ANNOTATION,
  MANIFESTS_PATH_ANNOTATION,
} from '@fairway/backstage-plugin-delivery-common';
import { DeliveryService } from '@fairway/backstage-plugin-delivery-node';
import { InputError } from '@backstage/errors';

const DEFAULT_FOLDER = 'manifests/environments';

/** Where the overlay of one environment of a service lies. */
export interface OverlayLocation {
  repository: string;
  image: string;
  /** Folder of all overlays. */
  overlays: string;
  /** Folder that holds the overlays and their base. */
  home: string;
  /** The overlay's own kustomization. */
  path: string;
  environment: string;
}

/** Finds the overlay of an environment by the annotations of the service. */
export function locateOverlay(
  service: DeliveryService,
  environment: string,
): OverlayLocation {
  const repository = annotation(service, MANIFESTS_ANNOTATION);
  const image = annotation(service, IMAGE_ANNOTATION);
  const overlays = folderOf(service);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(environment)) {
    throw new InputError(
      `'${environment}' cannot be the name of an overlay; use letters, digits, dots and dashes`,
    );
  }
  return {
    repository,
    image,
    overlays,
    home: overlays.split('/').slice(0, -1).join('/'),
    path: `${overlays}/${environment}/kustomization.yaml`,
    environment,
  };
}

function annotation(service: DeliveryService, name: string): string {
  const value = service.annotations[name];
  if (!value) {
    throw new InputError(
      `${service.ref} has no annotation ${name}; add it to the catalog-info.yaml of the service`,
    );
  }
  return value;
}

function folderOf(service: DeliveryService): string {
  const written = service.annotations[MANIFESTS_PATH_ANNOTATION];
  const segments = (written ?? DEFAULT_FOLDER).split('/').filter(Boolean);
  const fine = segments.every(segment => /^[A-Za-z0-9_][\w.-]*$/.test(segment));
  if (segments.length === 0 || !fine) {
    throw new InputError(
      `'${written}' in the annotation ${MANIFESTS_PATH_ANNOTATION} of ${service.ref} is no folder of a repository; write it like ${DEFAULT_FOLDER}`,
    );
  }
  return segments.join('/');
}
