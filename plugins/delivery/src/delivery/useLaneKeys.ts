import { EnvironmentView } from '@fairway/backstage-plugin-delivery-common';
import { KeyboardEvent, RefCallback, useRef, useState } from 'react';
import { DeliveryAction } from './DeliveryAction';
import { offersPromote } from './LaneActions';

/** What makes a lane reachable and usable by keyboard. */
export type LaneKeys = {
  tabIndex: 0 | -1;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: () => void;
};

/** Keyboard use of the lanes: one tab stop, arrow keys between lanes, verbs by letter in the lane with the focus. */
export function useLaneKeys(options: {
  environments: readonly EnvironmentView[];
  focused?: string;
  onAction: (action: DeliveryAction) => void;
}): (index: number) => { ref: RefCallback<HTMLElement>; keys: LaneKeys } {
  const { environments, onAction } = options;
  const lanes = useRef(new Map<string, HTMLElement>());
  const [current, setCurrent] = useState(options.focused);
  const tabStop = environments.some(one => one.name === current)
    ? current
    : environments[0]?.name;

  const moveTo = (next: EnvironmentView | undefined) => {
    if (next) {
      setCurrent(next.name);
      lanes.current.get(next.name)?.focus();
    }
  };

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const isElsewhere =
      !(event.target instanceof Node) ||
      !event.currentTarget.contains(event.target);
    if (
      isElsewhere ||
      event.defaultPrevented ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey
    ) {
      return;
    }
    const environment = environments[index];
    const { abilities, deployment, name } = environment;
    switch (event.key) {
      case 'ArrowLeft':
        event.preventDefault();
        moveTo(environments[index - 1]);
        break;
      case 'ArrowRight':
        event.preventDefault();
        moveTo(environments[index + 1]);
        break;
      case 'p':
        if (abilities.promote.allowed && offersPromote(environment)) {
          onAction({ kind: 'promote', environment: name });
        }
        break;
      case 'r':
        if (abilities.rollback.allowed && deployment) {
          onAction({ kind: 'rollback', environment: name });
        }
        break;
      default:
    }
  };

  return index => {
    const { name } = environments[index];
    return {
      ref: element => {
        if (element) {
          lanes.current.set(name, element);
        } else {
          lanes.current.delete(name);
        }
      },
      keys: {
        tabIndex: tabStop === name ? 0 : -1,
        onKeyDown: event => onKeyDown(event, index),
        onFocus: () => setCurrent(name),
      },
    };
  };
}
