export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}

export function inFuture(minutes: number): string {
  return ago(-minutes);
}
