export interface Config {
  delivery?: {
    manifests?: {
      /**
       * Folder for the mirrors of manifests repositories; below `backend.workingDirectory` unless set. They can be deleted
       * at any time.
       */
      folder?: string;
    };
    /**
     * Delivery pipelines by name. A component takes part with the annotation `fairway.dev/pipeline: <name>`.
     * @visibility backend
     */
    pipelines?: {
      [name: string]: {
        /** Name for people; made from the key unless set. */
        title?: string;
        /** Environments in the order in which releases pass them. */
        environments: Array<{
          /** Such as `development`, `staging`, `production`. */
          name: string;
          /**
           * Environments that must have verified a release before it may enter. Unless set, the one before in the list.
           * @example ["staging"]
           */
          after?: string[];
          /**
           * `pipeline`: the CI pipeline writes the manifests. `automatic`: enters when verified in all of `after`.
           * `manual`: a person promotes. Default: `manual`.
           */
          entry?: 'pipeline' | 'automatic' | 'manual';
          /**
           * Checks that a release must pass, by id or with settings.
           * @example ["tests", { "id": "gate-2", "settings": { "limits": { "critical": 0, "high": 5 } } }]
           */
          gates?: Array<string | { id: string; settings?: object }>;
          /** Who must approve; nobody unless set. */
          approvals?: {
            /** How many must say yes. */
            count: number;
            /**
             * Groups and users that may decide; anyone with the permission unless set.
             * @example ["group:default/operations"]
             */
            from?: string[];
            /** The requester cannot approve. Default: true. */
            notRequester?: boolean;
            /** The author of the release's commit cannot approve. Default: false. */
            notAuthor?: boolean;
          };
          verification?: {
            /** Seconds that it must stay healthy. Default: 60. */
            soakSeconds?: number;
            /** Seconds it may take in all. Default: 1800. */
            timeoutSeconds?: number;
            /** Seconds after it was verified during which losing health counts as failure. Default: 600. */
            watchSeconds?: number;
            /**
             * Checks that must have passed: a kind (`smoke-test`, `analysis`, `hook`) or a name.
             * @example ["smoke-test"]
             */
            checks?: string[];
          };
          /** What happens after a failed verification. Default: `manual`. */
          rollback?: 'automatic' | 'manual';
          /** Windows in which nothing may enter: `from` and `until`, or `weekly`. */
          freezes?: Array<{
            name: string;
            /** @example "2026-12-24T00:00:00Z" */
            from?: string;
            /** @example "2027-01-02T00:00:00Z" */
            until?: string;
            weekly?: {
              /** @example "Fri 16:00" */
              from: string;
              /** @example "Mon 08:00" */
              until: string;
              /** IANA time zone. Default: UTC. */
              timezone?: string;
            };
          }>;
          /** Freezes stop rollbacks, too. Default: false. */
          freezesBindRollbacks?: boolean;
        }>;
      };
    };
    findings?: {
      /**
       * Days per severity before an open finding is overdue. Default: critical 7, high 30, medium 90, low none.
       * @visibility backend
       */
      clockDays?: {
        critical?: number;
        high?: number;
        medium?: number;
        low?: number;
      };
    };
  };
}
