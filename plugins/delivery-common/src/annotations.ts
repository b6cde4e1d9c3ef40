import { Entity, stringifyEntityRef } from '@backstage/catalog-model';

/**
 * Names the delivery pipeline (a key of `delivery.pipelines` in app-config) that a component takes part in.
 * A component without it is not a service and shows no delivery content.
 *
 * @public
 */
export const PIPELINE_ANNOTATION = 'fairway.dev/pipeline';

/**
 * URL of the Git repository that holds the manifests, for example `https://github.com/acme/checkout-api-manifests`.
 *
 * @public
 */
export const MANIFESTS_ANNOTATION = 'fairway.dev/manifests';

/**
 * Folder of the overlays inside the manifests repository; `manifests/environments` unless set.
 *
 * @public
 */
export const MANIFESTS_PATH_ANNOTATION = 'fairway.dev/manifests-path';

/**
 * Name of the container image without tag or digest, as written in `images[].name` of the overlays.
 *
 * @public
 */
export const IMAGE_ANNOTATION = 'fairway.dev/image';

/**
 * Version of the golden path: on a component the one that its repository has, on the template of services the one that it
 * makes.
 *
 * @public
 */
export const GOLDEN_PATH_VERSION_ANNOTATION = 'fairway.dev/golden-path-version';

/**
 * Label on Kubernetes objects and Argo CD Applications that says which service they belong to:
 * the component's name, or `<namespace>.<name>` outside the `default` catalog namespace.
 *
 * @public
 */
export const SERVICE_LABEL = 'fairway.dev/service';

/**
 * Label on Kubernetes objects and Argo CD Applications that names the environment they run in.
 *
 * @public
 */
export const ENVIRONMENT_LABEL = 'fairway.dev/environment';

/**
 * True if the entity is a component that takes part in delivery.
 *
 * @public
 */
export function isDeliveryAvailable(entity: Entity): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'component' &&
    Boolean(entity.metadata.annotations?.[PIPELINE_ANNOTATION])
  );
}

/**
 * The value of {@link SERVICE_LABEL} for a component: its name, with the namespace in front unless that is `default`.
 *
 * @public
 */
export function serviceLabelOf(service: {
  namespace: string;
  name: string;
}): string {
  return service.namespace === 'default'
    ? service.name
    : `${service.namespace}.${service.name}`;
}

/**
 * The canonical reference of a service, in lower case: `component:default/checkout-api`.
 *
 * @public
 */
export function serviceRefOf(service: {
  namespace: string;
  name: string;
}): string {
  return stringifyEntityRef({ kind: 'component', ...service });
}
