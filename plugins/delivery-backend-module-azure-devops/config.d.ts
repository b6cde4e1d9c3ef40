export interface Config {
  delivery?: {
    azureDevOps?: {
      /**
       * Seconds between two looks at every repository; 60 unless set. With webhooks this is only the repair.
       */
      pollSeconds?: number;
      /**
       * More hosts that artifacts may be downloaded from. `*.example.com` means every host below it.
       *
       * @example ['files.example.com']
       */
      artifactHosts?: string[];
      /**
       * Ids of the organizations whose pipelines may report to the portal with their OIDC tokens; none unless set. A report
       * that is refused names the id of its organization.
       */
      organizationIds?: string[];
      /**
       * How far back builds are read when a repository is seen first; whichever is reached first ends it. It is read page
       * by page, and only while more than half of the rate limit is left. The newest 30 are always read.
       */
      history?: {
        /** 90 unless set. */
        days?: number;
        /** Builds per service; 200 unless set, 0 for the newest only. */
        runs?: number;
      };
    };
  };
}
