import { ServiceView } from '@fairway/backstage-plugin-delivery-common';
import { DeliveryAction } from '../delivery/DeliveryAction';
import { PromoteDialog } from './PromoteDialog';
import { ReasonDialog } from './ReasonDialog';

/** The dialog of the action that a person started. */
export function DeliveryDialog(props: {
  service: ServiceView;
  action: DeliveryAction;
  onClose: () => void;
  onDone: () => void;
}) {
  const { action, ...rest } = props;
  switch (action.kind) {
    case 'promote':
    case 'rollback':
      return (
        <PromoteDialog
          {...rest}
          kind={action.kind}
          environment={action.environment}
        />
      );
    case 'hold':
    case 'release-hold':
    case 'veto':
    case 'withdraw-veto':
    case 'cancel':
      return <ReasonDialog {...rest} action={action} />;
    default: {
      const never: never = action;
      return never;
    }
  }
}
