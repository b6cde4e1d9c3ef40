import { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import {
  IMAGE_ANNOTATION,
  ReleaseReport,
} from '@fairway/backstage-plugin-delivery-common';
import { DeliveryService } from '../DeliveryService';

/**
 * The release that a run reported, if it can be believed: it must name the commit that the run built and the image of the
 * service. What is wrong with the content is a verdict, logged, and counts as no report; an error of reading it is thrown,
 * so that it is tried again.
 *
 * @public
 */
export async function believeReport(options: {
  /** Name of the run for messages: `Run 7 of acme/checkout-api`. */
  run: string;
  /** Commit that the run built. */
  commit: string;
  service: DeliveryService;
  logger: LoggerService;
  read(): Promise<ReleaseReport | undefined>;
}): Promise<ReleaseReport | undefined> {
  const { run, commit, service, logger } = options;
  try {
    const report = await options.read();
    const doubt = report && doubtAbout(report, commit, service);
    if (!doubt) {
      return report;
    }
    logger.warn(`${run}: ${doubt}`);
  } catch (error) {
    if (!isError(error) || error.name !== 'InputError') {
      throw error;
    }
    logger.warn(`${run}: ${error.message}`);
  }
  return undefined;
}

function doubtAbout(
  report: ReleaseReport,
  commit: string,
  service: DeliveryService,
): string | undefined {
  const image = service.annotations[IMAGE_ANNOTATION];
  if (report.commit !== commit) {
    return `the release report names commit ${report.commit}, the run built ${commit}`;
  }
  return image && report.image !== image
    ? `the release report names image '${report.image}', ${service.ref} has '${image}'`
    : undefined;
}
