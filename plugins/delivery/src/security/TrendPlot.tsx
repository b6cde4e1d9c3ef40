import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { TrendPoint } from '@fairway/backstage-plugin-delivery-common';
import { useNow } from '../status/clock';
import { formatShortDay } from './formatShortDay';
import { securityTranslationRef } from './securityTranslation';
import { PlotPoint, apart, trendPlotGeometry } from './trendPlotGeometry';
import styles from './security.module.css';

const WIDTH = 560;
const HEIGHT = 190;
const BOX = { left: 28, right: 430, top: 10, bottom: 166 };
const LABEL_GAP = 16;

/** Open findings per day. The two lines differ in dash and end mark, not only in colour. */
export function TrendPlot(props: { trend: TrendPoint[] }) {
  const { trend } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const now = useNow();
  const plot = trendPlotGeometry(trend, BOX);
  const first = trend[0];
  const last = trend[trend.length - 1];
  const highEnd = plot.criticalAndHigh[plot.criticalAndHigh.length - 1];
  const lowEnd = plot.lower[plot.lower.length - 1];
  const labels = apart(highEnd.y, lowEnd.y, LABEL_GAP);
  return (
    <svg
      className={styles.plot}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t('trend.text', {
        days: String(trend.length),
        highFrom: String(first.criticalAndHigh),
        highTo: String(last.criticalAndHigh),
        lowFrom: String(first.lower),
        lowTo: String(last.lower),
      })}
    >
      {plot.ticks.map(tick => (
        <g key={tick.value}>
          <line
            className={styles.gridLine}
            x1={BOX.left}
            x2={BOX.right}
            y1={tick.y}
            y2={tick.y}
          />
          <text x={BOX.left - 6} y={tick.y + 4} textAnchor="end">
            {tick.value}
          </text>
        </g>
      ))}
      {plot.days.map((mark, index) => (
        <text
          key={mark.day}
          x={mark.x}
          y={HEIGHT - 6}
          textAnchor={mark.anchor === 'end' ? 'middle' : mark.anchor}
        >
          {index === plot.days.length - 1
            ? t('trend.today')
            : formatShortDay(mark.day, now)}
        </text>
      ))}
      <polyline className={styles.lowLine} points={pointsOf(plot.lower)} />
      <polyline
        className={styles.highLine}
        points={pointsOf(plot.criticalAndHigh)}
      />
      <path
        className={styles.lowEnd}
        d={`M${lowEnd.x - 4} ${lowEnd.y - 4}h8v8h-8z`}
      />
      <path
        className={styles.highEnd}
        d={`M${highEnd.x - 5} ${highEnd.y + 4}h10l-5 -9z`}
      />
      <text
        className={styles.lineLabel}
        x={BOX.right + 10}
        y={labels.first + 4}
      >
        {t('trend.high', { number: String(last.criticalAndHigh) })}
      </text>
      <text
        className={styles.lineLabel}
        x={BOX.right + 10}
        y={labels.second + 4}
      >
        {t('trend.low', { number: String(last.lower) })}
      </text>
    </svg>
  );
}

function pointsOf(points: PlotPoint[]): string {
  return points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
}
