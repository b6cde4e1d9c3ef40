import { PageWithHeader, TabbedLayout } from '@backstage/core-components';
import { ApprovalsPage } from '../approvals/ApprovalsPage';
import { FleetPage } from '../fleet/FleetPage';

/** The Delivery page with its own header, which the older frontend system does not bring. */
export function LegacyDeliveryPage() {
  return (
    <PageWithHeader title="Delivery" themeId="tool">
      <TabbedLayout>
        <TabbedLayout.Route path="/fleet" title="Fleet">
          <FleetPage />
        </TabbedLayout.Route>
        <TabbedLayout.Route path="/approvals" title="Approvals">
          <ApprovalsPage />
        </TabbedLayout.Route>
      </TabbedLayout>
    </PageWithHeader>
  );
}
