import { Gate } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';

export type GateVerdict = ReturnType<Gate['evaluate']>;

/** A gate whose settings are checked when the backend starts. */
export interface BuiltInGate extends Gate {
  readonly settingsSchema: z.ZodType;
}
