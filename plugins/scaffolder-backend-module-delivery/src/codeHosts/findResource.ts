import { isError } from '@backstage/errors';
import {
  OutboundClient,
  OutboundRequest,
} from '@fairway/backstage-plugin-delivery-node';

/** The body of an answer; undefined if the host says that there is no such thing. */
export async function findResource(
  client: OutboundClient,
  request: OutboundRequest,
): Promise<Buffer | undefined> {
  try {
    const response = await client.get(request);
    return response.modified ? response.body : undefined;
  } catch (error) {
    if (isError(error) && error.name === 'NotFoundError') {
      return undefined;
    }
    throw error;
  }
}
