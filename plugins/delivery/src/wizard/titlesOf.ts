import { z } from 'zod';

const formSchema = z.object({ properties: z.record(z.string(), z.unknown()) });
const questionSchema = z.object({
  enum: z.array(z.string()).default([]),
  enumNames: z.array(z.string()).default([]),
});

/**
 * All choices of a question and how people call them, in the order of the form: `enum` and `enumNames` of the form's schema
 * before answers narrow it.
 */
export function titlesOf(
  form: unknown,
  question: string,
): Record<string, string> {
  const { data } = formSchema.safeParse(form);
  const asked = questionSchema.safeParse(data?.properties[question]).data;
  return Object.fromEntries(
    (asked?.enum ?? []).map((choice, index) => [
      choice,
      asked?.enumNames[index] ?? choice,
    ]),
  );
}
