/** Files that count wherever a code host or tool looks for them. */
const folders = ['', '.github/', '.gitlab/', '.azuredevops/', 'docs/'];
const anywhere = new Set([
  'codeowners',
  'security.md',
  'contributing.md',
  'pull_request_template.md',
]);

/** Where else a repository may have what a file of the template is for; lower-case, the file's own place among them. */
export function placesOf(path: string): string[] {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (anywhere.has(name)) {
    return folders.map(folder => folder + name);
  }
  return [lower, lower.replace(/\.(ya?ml)$/, other)];
}

function other(extension: string): string {
  return extension === '.yml' ? '.yaml' : '.yml';
}
