export interface Config {
  scaffolder?: {
    /** Where the wizard creates things. */
    delivery?: {
      /**
       * Host of the GitHub integration under which repositories are created, for example `github.com`.
       */
      repositoryHost: string;
      /** Organisation that owns the repositories. */
      organization: string;
      /**
       * Registries that the wizard offers, each with the host and path under which images are pushed, for example
       * `harbor: harbor.acme.example/services`. Unless set it offers `ghcr: ghcr.io/<organization>`.
       */
      registries?: {
        ghcr?: string;
        harbor?: string;
        'docker-hub'?: string;
        ecr?: string;
        acr?: string;
        'artifact-registry'?: string;
      };
      /** Address of Prometheus as seen from the cluster, for analysis templates. */
      prometheusAddress?: string;
      /** Cluster, as named for Backstage's Kubernetes plugin, in which Argo CD runs. */
      argocdCluster: string;
    };
  };
}
