import { z } from 'zod';

const text = z.string().max(65_536);
const title = z.string().trim().min(1).max(256);

/** Labels are given by name, in issues also as objects. */
const labelNames = z
  .array(
    z.union([
      z.string().min(1).max(50),
      z
        .object({ name: z.string().min(1).max(50) })
        .transform(({ name }) => name),
    ]),
  )
  .max(100);

const logins = z.array(z.string()).max(10);

export const newIssueSchema = z.object({
  title,
  body: text.nullish(),
  labels: labelNames.optional(),
  assignees: logins.optional(),
});

export const issueChangeSchema = z.object({
  title: title.optional(),
  body: text.nullish(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z
    .enum(['completed', 'not_planned', 'duplicate', 'reopened'])
    .nullish(),
  labels: labelNames.optional(),
  assignees: logins.optional(),
});

export const commentSchema = z.object({ body: text.min(1) });

const color = z
  .string()
  .regex(/^[0-9a-fA-F]{6}$/, 'is invalid')
  .transform(value => value.toLowerCase());

export const newLabelSchema = z.object({
  name: z.string().trim().min(1).max(50),
  color: color.optional(),
  description: z.string().max(100).nullish(),
});

export const labelChangeSchema = z.object({
  new_name: z.string().trim().min(1).max(50).optional(),
  color: color.optional(),
  description: z.string().max(100).nullish(),
});

/** The labels of an issue come in an object or bare. */
export const issueLabelsSchema = z.union([
  labelNames,
  z.object({ labels: labelNames }).transform(({ labels }) => labels),
]);

/** Assignees to add or to take away. */
export const assigneesSchema = z.object({ assignees: logins });
