export interface Config {
  delivery?: {
    flux?: {
      /**
       * Names of the clusters that Flux runs in, as configured for Backstage's Kubernetes plugin. All of them unless set;
       * clusters without Flux are fine.
       */
      clusters?: string[];
      /**
       * Namespace of the Kustomizations. All namespaces unless set.
       *
       * @example 'flux-system'
       */
      namespace?: string;
    };
  };
}
