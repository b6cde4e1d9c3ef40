// Does it work at all? A few visits, one after the other.
import { visit } from './visit.js';
import { summarize, summaryTrendStats, thresholds } from './summary.js';

export const options = { vus: 1, iterations: 10, thresholds, summaryTrendStats };

export default visit;

export const handleSummary = summarize('smoke');
