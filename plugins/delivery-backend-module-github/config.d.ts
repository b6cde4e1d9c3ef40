export interface Config {
  delivery?: {
    github?: {
      /**
       * Seconds between two looks at every repository; 60 unless set. With webhooks this is only the repair, and most
       * looks are answered "not modified", which costs nothing of GitHub's rate limit.
       */
      pollSeconds?: number;
      /**
       * More hosts that artifacts of pipeline runs may be downloaded from, for GitHub Enterprise Server with its own
       * storage. `*.example.com` means every host below it.
       *
       * @example ['minio.example.com']
       */
      artifactHosts?: string[];
      /**
       * How far back pipeline runs are read when a repository is seen first; whichever is reached first ends it. It is
       * read page by page, and only while more than half of GitHub's rate limit is left. The newest 30 are always read.
       */
      history?: {
        /** 90 unless set. */
        days?: number;
        /** Runs per service; 200 unless set, 0 for the newest only. */
        runs?: number;
      };
    };
  };
}
