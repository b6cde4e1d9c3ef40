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
      /** Registry and path under which images are pushed; `ghcr.io/<organization>` unless set. */
      imageRegistry?: string;
      /** Address of Prometheus as seen from the cluster, for analysis templates. */
      prometheusAddress?: string;
      /** Cluster, as named for Backstage's Kubernetes plugin, in which Argo CD runs. */
      argocdCluster: string;
    };
  };
}
