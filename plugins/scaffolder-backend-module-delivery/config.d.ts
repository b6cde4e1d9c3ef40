export interface Config {
  scaffolder?: {
    /** Where the wizard creates things, and what the platform offers to what it creates. */
    delivery?: {
      /**
       * Where repositories are created, per CI system. The wizard offers the CI systems that are named here. Hosts are those
       * of `integrations`.
       */
      codeHosts: {
        /** GitHub Actions. */
        github?: { host: string; organization: string };
        /** GitLab CI; `group` is the full path of the group. */
        gitlab?: { host: string; group: string };
        /** Azure Pipelines with Azure Repos. */
        azure?: { host: string; organization: string; project: string };
      };
      /**
       * Registries that the wizard offers, each with the host and path under which images are pushed, for example
       * `harbor: harbor.acme.example/services`. Unless set it offers `ghcr: ghcr.io/<GitHub organization>`.
       */
      registries?: {
        ghcr?: string;
        harbor?: string;
        'docker-hub'?: string;
        ecr?: string;
        acr?: string;
        'artifact-registry'?: string;
      };
      /**
       * Names of the ClusterSecretStores that the wizard offers. Unless set it offers all with usual names, such as
       * `aws-secrets-manager`. Sealed Secrets need none.
       */
      secretStores?: {
        'external-secrets-aws'?: string;
        'external-secrets-azure'?: string;
        'external-secrets-google'?: string;
      };
      /** Domain below which services are reached: production is `<service>.<domain>`. */
      domain: string;
      /** The Gateway that routes of services attach to; `gateway` in `gateway-system` unless set. */
      gateway?: { name?: string; namespace?: string };
      /** Address of Prometheus as seen from the cluster, for analysis templates. */
      prometheusAddress?: string;
      /** Address that services send traces to (OTLP over HTTP), as seen from the cluster. */
      otlpAddress?: string;
      /**
       * Whether pipelines report to the portal, with the OIDC tokens of their runs, as soon as they have results. Build machines
       * must reach the portal's backend for it. Unless set they do not, and the portal finds out by webhooks and by looking.
       */
      reports?: boolean;
      /** Cluster, as named for Backstage's Kubernetes plugin, in which Argo CD runs; without it Argo CD is not offered. */
      argocdCluster?: string;
      /** Cluster, as named for Backstage's Kubernetes plugin, in which Flux runs; without it Flux is not offered. */
      fluxCluster?: string;
    };
  };
}
