import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import useSWR from 'swr';

/** The entity ref of the signed-in person; undefined while it is not known. */
export function useViewerRef(): string | undefined {
  const identity = useApi(identityApiRef);
  const { data } = useSWR([identity, 'viewer'], async () => {
    const { userEntityRef } = await identity.getBackstageIdentity();
    return userEntityRef;
  });
  return data;
}
