// Does it stay fast? Visits arrive at a fixed rate, so a slow service cannot slow its own test down.
import { visit } from './visit.js';
import { summarize, summaryTrendStats, thresholds } from './summary.js';

export const options = {
  scenarios: {
    visits: {
      executor: 'constant-arrival-rate',
      // At most four requests each; together less than RATE_LIMITING allows one client.
      rate: Number(__ENV.RATE || 10),
      timeUnit: '1s',
      duration: __ENV.DURATION || '1m',
      preAllocatedVUs: 20,
      maxVUs: 100,
    },
  },
  thresholds,
  summaryTrendStats,
};

export default visit;

export const handleSummary = summarize('load');
