/** Whether an address leads to this machine, the only one that the sandbox calls. */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) {
    return false;
  }
  const { protocol, hostname } = new URL(address);
  return (
    /^https?:$/.test(protocol) &&
    (hostname === 'localhost' ||
      hostname === '[::1]' ||
      /^127(\.\d{1,3}){3}$/.test(hostname))
  );
}
