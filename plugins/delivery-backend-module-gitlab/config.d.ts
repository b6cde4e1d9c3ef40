export interface Config {
  delivery?: {
    gitlab?: {
      /**
       * Seconds between two looks at every project; 60 unless set. With webhooks this is only the repair.
       */
      pollSeconds?: number;
      /**
       * More hosts that job artifacts may be downloaded from, for GitLab with its own object storage. `*.example.com`
       * means every host below it.
       *
       * @example ['minio.example.com']
       */
      artifactHosts?: string[];
      /**
       * How far back pipelines are read when a project is seen first; whichever is reached first ends it. It is read page
       * by page, and only while more than half of GitLab's rate limit is left. The newest 30 are always read.
       */
      history?: {
        /** 90 unless set. */
        days?: number;
        /** Pipelines per service; 200 unless set, 0 for the newest only. */
        runs?: number;
      };
    };
  };
}
