/** A text with `$NAME` and `${NAME}` replaced; what the environment does not have is empty. */
export function expandVariables(
  text: string,
  env: Record<string, string>,
): string {
  return text.replace(
    /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g,
    (_, braced?: string, plain?: string) => env[braced ?? plain ?? ''] ?? '',
  );
}
