import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { PipelineStage } from '@fairway/backstage-plugin-delivery-common';
import { StatusIcon } from '../status/StatusMark';
import { runLook } from './runLook';
import { deliveryTranslationRef } from '../translation';

/** How one stage of a run stands; leads to its job. A stage that a run does not have was skipped. */
export function StageMark(props: {
  name: string;
  stage: PipelineStage | undefined;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { name, stage } = props;
  const state = stage?.state ?? 'skipped';
  const icon = (
    <StatusIcon
      {...runLook[state]}
      label={t('delivery.runs.stageState', {
        stage: name,
        state: t(`delivery.runs.state.${state}`),
      })}
    />
  );
  return stage?.url ? (
    <a href={stage.url} target="_blank" rel="noreferrer">
      {icon}
    </a>
  ) : (
    icon
  );
}
