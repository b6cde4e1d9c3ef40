import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/** The address of Argo CD from the configuration; a link to anything but a web page is refused at start-up. */
export function readBaseUrl(config: RootConfigService): string | undefined {
  const baseUrl = config.getOptionalString('delivery.argocd.baseUrl');
  if (baseUrl === undefined) {
    return undefined;
  }
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new InputError(
      `delivery.argocd.baseUrl is '${baseUrl}'; it must be a web address such as https://argocd.example.com`,
    );
  }
  return baseUrl;
}
