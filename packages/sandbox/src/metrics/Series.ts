/** The labels of a series, its name not among them. */
export type Labels = Record<string, string>;

/** One time series, known as a function of time (in seconds). */
export interface Series {
  name: string;
  labels: Labels;
  /** When it began; before that it has no samples. */
  startsAt: number;
  valueAt(time: number): number;
}

/** One value of an instant vector. */
export interface Sample {
  name: string | undefined;
  labels: Labels;
  value: number;
}
