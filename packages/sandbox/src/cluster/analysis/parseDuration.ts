const UNITS: Record<string, number> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/** Seconds of a duration such as `90s`, `1m30s` or `30` (seconds). */
export function parseDuration(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) {
    return Number(text);
  }
  if (!/^(\d+(\.\d+)?(ms|[smhdw]))+$/.test(text)) {
    throw new Error(
      `'${text}' is not a duration; write it as 30s, 5m or 1h30m`,
    );
  }
  let seconds = 0;
  for (const [, amount, , unit] of text.matchAll(
    /(\d+(\.\d+)?)(ms|[smhdw])/g,
  )) {
    seconds += Number(amount) * UNITS[unit];
  }
  return seconds;
}
