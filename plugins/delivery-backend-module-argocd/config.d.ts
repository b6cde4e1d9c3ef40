export interface Config {
  delivery?: {
    argocd?: {
      /**
       * Names of the clusters that Argo CD runs in, as configured for Backstage's Kubernetes plugin. All of them unless
       * set; clusters without Argo CD are fine.
       */
      clusters?: string[];
      /**
       * Namespace of the Applications. All namespaces unless set.
       *
       * @example 'argocd'
       */
      namespace?: string;
      /**
       * Address of Argo CD's user interface. Deployments link to it if it is set.
       *
       * @example 'https://argocd.example.com'
       */
      baseUrl?: string;
    };
  };
}
