import { parse } from 'yaml';
import { z } from 'zod';
import { Check } from './Check';

const FILE = 'service/.security/waivers.yaml';

const waiversSchema = z.looseObject({
  waivers: z.array(
    z.looseObject({
      id: z.string().min(1),
      reason: z.string().min(1),
      owner: z.string().min(1),
      expires: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
    }),
  ),
});

/** The list of accepted weaknesses is there, starts empty, and an entry says who accepted what until when. */
export const waivers: Check = {
  name: 'waivers have an owner, a reason and an end',
  run(files) {
    const text = files.get(FILE);
    if (text === undefined) {
      return [{ path: FILE, message: 'is missing' }];
    }
    const list = waiversSchema.safeParse(parse(text));
    if (!list.success) {
      return list.error.issues.map(issue => ({
        path: FILE,
        message: `${issue.path.join('.')}: ${issue.message}`,
      }));
    }
    return list.data.waivers.map(({ id }) => ({
      path: FILE,
      message: `a new service starts with the waiver ${id}`,
    }));
  },
};
