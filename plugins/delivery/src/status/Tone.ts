/** What a state means for the reader; never the only carrier of that meaning. */
export type Tone = 'ok' | 'info' | 'warn' | 'bad' | 'muted' | 'plain';
