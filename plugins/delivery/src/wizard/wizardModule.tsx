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

const registryField = FormFieldBlueprint.make({
  name: 'image-registry',
  params: {
    field: () => import('./registryField').then(m => m.registryField),
  },
});

const filePreviewField = FormFieldBlueprint.make({
  name: 'file-preview',
  params: {
    field: () => import('./filePreviewField').then(m => m.filePreviewField),
  },
});

/**
 * The form fields that Fairway's templates use: `ServiceName`, `DeliveryPipeline`, `ImageRegistry` and `FilePreview`.
 * Install it beside the plugin: `createApp({ features: [deliveryWizardModule] })`.
 *
 * @public
 */
export const deliveryWizardModule = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
    serviceNameField,
    pipelineField,
    registryField,
    filePreviewField,
  ],
});
