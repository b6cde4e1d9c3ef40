export interface Config {
  delivery?: {
    kubernetes?: {
      /**
       * Names of the clusters to observe, as configured for Backstage's Kubernetes plugin. All of them unless set.
       *
       * @example
       * ['production-eu', 'production-us']
       */
      clusters?: string[];
    };
  };
}
