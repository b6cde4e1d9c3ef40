import { z } from 'zod';

// Only the fields that are read. Everything else in a SARIF file is dropped here, whatever it is named. A field of the
// wrong type counts as missing: one odd property must not cost a result.
const text = z.string().optional().catch(undefined);
const message = z.object({ text, markdown: text }).optional().catch(undefined);
const strings = z.array(z.string()).optional().catch(undefined);
const stringOrNumber = z
  .union([z.string(), z.number()])
  .optional()
  .catch(undefined);
const fingerprints = z
  .record(z.string(), z.string())
  .optional()
  .catch(undefined);

const propertiesSchema = z
  .object({
    tags: strings,
    'security-severity': stringOrNumber,
    cwe: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .catch(undefined),
    purls: strings,
    packageName: text,
    pkgName: text,
    installedVersion: text,
    fixedVersion: text,
  })
  .optional()
  .catch(undefined);

/** @internal */
export type SarifProperties = z.infer<typeof propertiesSchema>;

export const ruleSchema = z.object({
  id: z.string(),
  name: text,
  shortDescription: message,
  fullDescription: message,
  help: message,
  helpUri: text,
  defaultConfiguration: z.object({ level: text }).optional().catch(undefined),
  properties: propertiesSchema,
});

/** @internal */
export type SarifRule = z.infer<typeof ruleSchema>;

export const invocationsSchema = z.array(
  z.object({ executionSuccessful: z.boolean().optional() }),
);

const locationSchema = z.object({
  physicalLocation: z
    .object({
      artifactLocation: z.object({ uri: text }).optional().catch(undefined),
      region: z
        .object({
          startLine: z.number().int().positive().optional().catch(undefined),
          snippet: message,
        })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});

export const resultSchema = z.object({
  ruleId: text,
  ruleIndex: z.number().int().nonnegative().optional().catch(undefined),
  rule: z
    .object({
      id: text,
      index: z.number().int().nonnegative().optional().catch(undefined),
      toolComponent: z
        .object({
          index: z.number().int().nonnegative().optional().catch(undefined),
        })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  kind: text,
  level: text,
  baselineState: text,
  message: message,
  locations: z.array(locationSchema).optional().catch(undefined),
  fingerprints,
  partialFingerprints: fingerprints,
  suppressions: z
    .array(z.object({ status: text }))
    .optional()
    .catch(undefined),
  properties: propertiesSchema,
});

/** @internal */
export type SarifResult = z.infer<typeof resultSchema>;
