/** How hints name a repository: by its id, which no other has. */
export function nameOfRepository(id: string): string {
  return `repository ${id}`.toLocaleLowerCase('en-US');
}

/** How hints name a pipeline: its number counts within the organization, and is told together with the project. */
export function nameOfDefinition(projectId: string, id: number): string {
  return `pipeline ${projectId} ${id}`.toLocaleLowerCase('en-US');
}
