export interface Config {
  auth?: {
    providers?: {
      /** Lets anyone sign in as one of these people. Only for the sandbox; a production process refuses to start with it. */
      sandbox?: {
        /**
         * @deepVisibility frontend
         */
        people: Array<{
          /** Entity ref of a catalog user, for example `user:default/ada`. */
          entityRef: string;
          /** Name shown on the sign-in page. */
          name: string;
          /** What the person does, for example `Developer`. */
          role: string;
        }>;
      };
    };
  };
}
