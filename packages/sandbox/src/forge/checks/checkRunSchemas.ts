import { z } from 'zod';
import { CheckRunChanges } from '../actions/records';

const time = z.iso.datetime({ offset: true });

const annotationSchema = z.object({
  path: z.string().min(1),
  start_line: z.int(),
  end_line: z.int(),
  start_column: z.int().optional(),
  end_column: z.int().optional(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string().max(65_535),
  title: z.string().max(255).optional(),
  raw_details: z.string().max(65_535).optional(),
});

const fields = z.object({
  name: z.string().min(1),
  details_url: z.url().optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed']).optional(),
  started_at: time.optional(),
  conclusion: z
    .enum([
      'action_required',
      'cancelled',
      'failure',
      'neutral',
      'success',
      'skipped',
      'timed_out',
    ])
    .optional(),
  completed_at: time.optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: z.string().max(65_535),
      text: z.string().max(65_535).optional(),
      annotations: z.array(annotationSchema).max(50).default([]),
    })
    .optional(),
});

function hasConclusion(body: { status?: string; conclusion?: string }) {
  return body.status !== 'completed' || body.conclusion !== undefined;
}

const conclusionMissing = {
  path: ['conclusion'],
  message: 'A completed check needs a conclusion',
};

export const creationSchema = fields
  .extend({ head_sha: z.string().min(1) })
  .refine(hasConclusion, conclusionMissing);

export const changeSchema = fields
  .partial({ name: true })
  .refine(hasConclusion, conclusionMissing);

/** A request's fields in our words; only what was given. */
export function changesOf(body: z.infer<typeof changeSchema>): CheckRunChanges {
  const { output } = body;
  return {
    ...(body.name && { name: body.name }),
    ...(body.status && { status: body.status }),
    ...(body.conclusion && { conclusion: body.conclusion }),
    ...(body.details_url && { detailsUrl: body.details_url }),
    ...(body.external_id && { externalId: body.external_id }),
    ...(body.started_at && { startedAt: new Date(body.started_at) }),
    ...(body.completed_at && { completedAt: new Date(body.completed_at) }),
    ...(output && {
      output: {
        ...output,
        annotations: output.annotations.map(annotation => ({
          path: annotation.path,
          startLine: annotation.start_line,
          endLine: annotation.end_line,
          startColumn: annotation.start_column,
          endColumn: annotation.end_column,
          level: annotation.annotation_level,
          message: annotation.message,
          title: annotation.title,
          rawDetails: annotation.raw_details,
        })),
      },
    }),
  };
}
