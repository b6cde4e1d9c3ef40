import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { EnvironmentView } from '@fairway/backstage-plugin-delivery-common';
import { RiMoreFill } from '@remixicon/react';
import { DeliveryAction } from './DeliveryAction';
import { deliveryTranslationRef } from '../translation';

/** The rarer verbs: hold, mark the release bad, look at the deployment where it runs. */
export function LaneMenu(props: {
  environment: EnvironmentView;
  onAction: (action: DeliveryAction) => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { environment, onAction } = props;
  const { deployment, hold, name } = environment;
  const release = deployment?.release;
  return (
    <MenuTrigger>
      <ButtonIcon
        aria-label={t('delivery.lane.menu', { name })}
        icon={<RiMoreFill />}
        variant="tertiary"
        size="small"
      />
      <Menu placement="bottom end">
        <MenuItem
          onAction={() =>
            onAction({
              kind: hold ? 'release-hold' : 'hold',
              environment: name,
            })
          }
        >
          {hold ? t('delivery.action.releaseHold') : t('delivery.action.hold')}
        </MenuItem>
        {release && (
          <MenuItem
            onAction={() =>
              onAction({
                kind: release.veto ? 'withdraw-veto' : 'veto',
                release,
              })
            }
          >
            {release.veto
              ? t('delivery.action.withdrawVeto')
              : t('delivery.action.veto')}
          </MenuItem>
        )}
        {deployment?.url && (
          <MenuItem href={deployment.url} target="_blank" rel="noreferrer">
            {t('delivery.action.open')}
          </MenuItem>
        )}
      </Menu>
    </MenuTrigger>
  );
}
