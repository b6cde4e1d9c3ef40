/** Azure DevOps answers a token that it does not accept with 203 and the page of its login. */
export function refusalOf(
  status: number,
  headers: Headers,
): string | undefined {
  const isPage = headers.get('content-type')?.startsWith('text/html');
  return status === 203 || (status === 200 && isPage)
    ? 'answered with a login; the token in integrations.azure is missing, wrong or expired'
    : undefined;
}
