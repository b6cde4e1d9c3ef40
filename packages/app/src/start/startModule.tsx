import {
  createFrontendModule,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { Navigate } from 'react-router-dom';

const startPage = PageBlueprint.make({
  name: 'start',
  params: {
    path: '/',
    noHeader: true,
    loader: async () => <Navigate to="/delivery" replace />,
  },
});

/** The first page of this portal: what runs where. */
export const startModule = createFrontendModule({
  pluginId: 'app',
  extensions: [startPage],
});
