import { z } from 'zod';

const textSchema = z.looseObject({ text: z.string() });

const ruleSchema = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  shortDescription: textSchema.optional(),
  fullDescription: textSchema.optional(),
  help: z
    .looseObject({
      text: z.string().optional(),
      markdown: z.string().optional(),
    })
    .optional(),
  helpUri: z.string().optional(),
  defaultConfiguration: z
    .looseObject({ level: z.string().optional() })
    .optional(),
  properties: z
    .looseObject({
      tags: z.array(z.string()).optional(),
      'security-severity': z.coerce.string().optional(),
    })
    .optional(),
});

const regionSchema = z.looseObject({
  startLine: z.int().optional(),
  endLine: z.int().optional(),
  startColumn: z.int().optional(),
  endColumn: z.int().optional(),
});

const locationSchema = z.looseObject({
  physicalLocation: z
    .looseObject({
      artifactLocation: z
        .looseObject({ uri: z.string().optional() })
        .optional(),
      region: regionSchema.optional(),
    })
    .optional(),
});

const resultSchema = z.looseObject({
  ruleId: z.string().optional(),
  ruleIndex: z.int().optional(),
  level: z.string().optional(),
  message: z.looseObject({
    text: z.string().optional(),
    markdown: z.string().optional(),
  }),
  locations: z.array(locationSchema).optional(),
  fingerprints: z.record(z.string(), z.string()).optional(),
  partialFingerprints: z.record(z.string(), z.string()).optional(),
});

/** What the forge reads of a SARIF document; the rest passes through. The limits are those that GitHub documents. */
export const sarifSchema = z.looseObject({
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.looseObject({
        tool: z.looseObject({
          driver: z.looseObject({
            name: z.string().min(1),
            version: z.string().optional(),
            semanticVersion: z.string().optional(),
            guid: z.string().optional(),
            rules: z.array(ruleSchema).max(25_000).optional(),
          }),
        }),
        automationDetails: z
          .looseObject({ id: z.string().optional() })
          .optional(),
        results: z.array(resultSchema).max(25_000).optional(),
      }),
    )
    .min(1)
    .max(20),
});
