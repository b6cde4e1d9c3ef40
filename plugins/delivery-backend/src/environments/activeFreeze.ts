import { Freeze } from '@fairway/backstage-plugin-delivery-common';
import { DateTime } from 'luxon';
import {
  EnvironmentConfig,
  FreezeConfig,
  WeekMinute,
} from '../pipelines/pipelineConfig';

/** The freeze that binds an environment at a moment; of several the one that ends last. */
export function activeFreeze(
  environment: EnvironmentConfig,
  now: Date,
): Freeze | undefined {
  let longest: Freeze | undefined;
  for (const config of environment.freezes) {
    const window = windowAt(config, now);
    if (window && (!longest || window.until > longest.until)) {
      longest = {
        name: config.name,
        environment: environment.name,
        ...window,
      };
    }
  }
  return longest;
}

function windowAt(
  config: FreezeConfig,
  now: Date,
): { from: string; until: string } | undefined {
  if (config.kind === 'once') {
    const { from, until } = config;
    const at = now.toISOString();
    return from <= at && at < until ? { from, until } : undefined;
  }
  const local = DateTime.fromJSDate(now, { zone: config.timezone });
  const thisWeek = momentOf(local, config.from);
  const from = thisWeek > local ? thisWeek.minus({ weeks: 1 }) : thisWeek;
  const sameWeek = momentOf(from, config.until);
  const until = sameWeek > from ? sameWeek : sameWeek.plus({ weeks: 1 });
  if (local >= until) {
    return undefined;
  }
  return {
    from: from.toJSDate().toISOString(),
    until: until.toJSDate().toISOString(),
  };
}

function momentOf(week: DateTime, { weekday, hour, minute }: WeekMinute) {
  return week
    .startOf('week')
    .plus({ days: weekday - 1 })
    .set({ hour, minute });
}
