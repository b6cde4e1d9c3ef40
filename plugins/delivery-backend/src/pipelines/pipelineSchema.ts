import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { WeekMinute } from './pipelineConfig';

const name = z
  .string()
  .max(63)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'must be lower-case letters, digits and dashes, such as `production`',
  );

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const weekMinute = z
  .string()
  .regex(
    /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([01]\d|2[0-3]):[0-5]\d$/i,
    'must be a weekday and a time, such as `Fri 16:00`',
  )
  .transform((value): WeekMinute => {
    const [day, time] = value.toLocaleLowerCase('en-US').split(' ');
    const [hour, minute] = time.split(':').map(Number);
    return { weekday: days.indexOf(day) + 1, hour, minute };
  });

const instant = z.string().datetime({
  offset: true,
  message: 'must be an ISO 8601 time with zone, such as `2026-12-24T00:00:00Z`',
});

const freeze = z
  .strictObject({
    name: z.string().min(1).max(100),
    from: instant.optional(),
    until: instant.optional(),
    weekly: z
      .strictObject({
        from: weekMinute,
        until: weekMinute,
        timezone: z
          .string()
          .default('UTC')
          .refine(zone => IANAZone.isValidZone(zone), {
            message: 'must be an IANA time zone, such as `Europe/Berlin`',
          }),
      })
      .optional(),
  })
  .superRefine((value, context) => {
    const { from, until, weekly } = value;
    const once = from !== undefined && until !== undefined;
    const half = (from === undefined) !== (until === undefined);
    if (half || once === (weekly !== undefined)) {
      context.addIssue({
        code: 'custom',
        message: 'needs either `from` and `until`, or `weekly`',
      });
    }
    if (once && Date.parse(from) >= Date.parse(until)) {
      context.addIssue({
        code: 'custom',
        path: ['until'],
        message: `must be after \`from\` (${from})`,
      });
    }
  });

const principal = z.string().transform((value, context) => {
  try {
    return stringifyEntityRef(
      parseEntityRef(value, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    context.addIssue({
      code: 'custom',
      message: `'${value}' is no entity ref; write one such as \`group:default/operations\``,
    });
    return z.NEVER;
  }
});

const seconds = z.number().int().min(0);

const gate = z
  .union([
    z.string().min(1),
    z.strictObject({
      id: z.string().min(1),
      settings: z.record(z.string(), z.unknown()).default({}),
    }),
  ])
  .transform(value =>
    typeof value === 'string' ? { id: value, settings: {} } : value,
  );

const environment = z.strictObject({
  name,
  after: z.array(z.string()).optional(),
  entry: z.enum(['pipeline', 'automatic', 'manual']).default('manual'),
  gates: z.array(gate).default([]),
  approvals: z
    .strictObject({
      count: z.number().int().min(1).max(20),
      from: z.array(principal).default([]),
      notRequester: z.boolean().default(true),
      notAuthor: z.boolean().default(false),
    })
    .optional(),
  verification: z
    .strictObject({
      soakSeconds: seconds.max(86_400).default(60),
      timeoutSeconds: seconds.min(1).max(604_800).default(1800),
      watchSeconds: seconds.max(604_800).default(600),
      checks: z.array(z.string().min(1)).default([]),
    })
    .prefault({}),
  rollback: z.enum(['automatic', 'manual']).default('manual'),
  freezes: z.array(freeze).default([]),
  freezesBindRollbacks: z.boolean().default(false),
});

/** What app-config may say for one pipeline; an unknown key is an error. */
export const pipelineSchema = z.strictObject({
  title: z.string().min(1).max(100).optional(),
  environments: z.array(environment).min(1, 'needs at least one environment'),
});

/** What app-config may say under `delivery.findings`. */
export const findingsSchema = z.strictObject({
  clockDays: z
    .strictObject({
      critical: z.number().positive().optional(),
      high: z.number().positive().optional(),
      medium: z.number().positive().optional(),
      low: z.number().positive().optional(),
    })
    .default({ critical: 7, high: 30, medium: 90 }),
});

export type PipelineInput = z.output<typeof pipelineSchema>;
export { name as pipelineNameSchema };
