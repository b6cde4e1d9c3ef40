import { JsonValue } from '@backstage/types';

/** What people may type where the wizard offers no list; `undefined` leaves the field empty. */
export const SAMPLES: Record<string, (JsonValue | undefined)[]> = {
  name: [
    'parcel-quotes',
    'x1a',
    // The longest that the wizard takes.
    'a23456789-123456789-123456789-123456789b',
  ],
  owner: ['group:default/payments'],
  description: [
    'Answers what a parcel costs',
    // Everything that breaks a value which is written into a file without quoting it.
    `Answers "fast": 100 % of what it's asked, {even} <this> & C:\\temp # really`,
  ],
  system: [undefined, 'system:default/checkout'],
  pipeline: ['standard'],
  environments: [
    undefined,
    [
      { name: 'development', cpu: '250m', memory: '512Mi' },
      { name: 'production', host: 'quotes.example.com', maxReplicas: 4 },
    ],
  ],
  // A preview of the wizard, which sends nothing.
  files: [undefined],
};
