/** Files of one rendering, by path: `service/...` for the service repository, `manifests/...` for the manifests repository. */
export type Files = ReadonlyMap<string, string>;
