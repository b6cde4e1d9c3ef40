import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

const serviceNameField = FormFieldBlueprint.make({
  name: 'service-name',
  params: {
    field: () => import('./serviceNameField').then(m => m.serviceNameField),
  },
});

const pipelineField = FormFieldBlueprint.make({
  name: 'delivery-pipeline',
  params: {
    field: () => import('./pipelineField').then(m => m.pipelineField),
  },
});

const choiceField = FormFieldBlueprint.make({
  name: 'delivery-choice',
  params: {
    field: () => import('./choiceField').then(m => m.choiceField),
  },
});

const environmentsField = FormFieldBlueprint.make({
  name: 'service-environments',
  params: {
    field: () => import('./environmentsField').then(m => m.environmentsField),
  },
});

const filePreviewField = FormFieldBlueprint.make({
  name: 'file-preview',
  params: {
    field: () => import('./filePreviewField').then(m => m.filePreviewField),
  },
});

/**
 * The form fields that Fairway's templates use: `ServiceName`, `DeliveryChoice`, `DeliveryPipeline`,
 * `ServiceEnvironments` and `FilePreview`.
 * Install it beside the plugin: `createApp({ features: [deliveryWizardModule] })`.
 *
 * @public
 */
export const deliveryWizardModule = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
    serviceNameField,
    pipelineField,
    choiceField,
    environmentsField,
    filePreviewField,
  ],
});
