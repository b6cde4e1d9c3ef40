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
    };
  };
}
