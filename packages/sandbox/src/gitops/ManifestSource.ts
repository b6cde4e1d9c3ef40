/** Where the manifests that Applications name are read. */
export interface ManifestSource {
  /** The commit that a revision (branch, tag, HEAD or full commit) names. */
  resolve(url: string, revision: string): Promise<string>;

  /**
   * Makes the files of a commit available; returns how to read them. Most of what is read lies under the top folder of `near`.
   */
  checkOut(
    url: string,
    revision: string,
    commit: string,
    near: string,
  ): Promise<(path: string) => Promise<string | undefined>>;
}
