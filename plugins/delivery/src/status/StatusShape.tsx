import { ReactElement } from 'react';

const disc = <circle cx="8" cy="8" r="7" fill="currentColor" />;
const ring = (
  <circle
    cx="8"
    cy="8"
    r="6.25"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
  />
);
const octagon = (
  <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" />
);
const shield = (
  <path
    d="M8 1.5 13.5 3.4v4.1c0 3.4-2.2 5.8-5.5 7-3.3-1.2-5.5-3.6-5.5-7V3.400z"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinejoin="round"
  />
);

function Line(props: { d: string; on?: 'fill' }) {
  return (
    <path
      d={props.d}
      fill="none"
      stroke={props.on === 'fill' ? 'var(--bui-bg-neutral-1)' : 'currentColor'}
      strokeWidth={props.on === 'fill' ? 1.8 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  );
}

const drawings = {
  passed: (
    <>
      {disc}
      <Line on="fill" d="m4.8 8.2 2.2 2.2 4.2-4.6" />
    </>
  ),
  progressing: (
    <>
      {ring}
      <path d="M8 3.600a4.4 4.4 0 0 1 0 8.800z" fill="currentColor" />
    </>
  ),
  degraded: (
    <>
      <path
        d="M8 1.7 15 14H1z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="1"
        strokeLinejoin="round"
      />
      <Line on="fill" d="M8 6v4M8 12.100v.05" />
    </>
  ),
  failed: (
    <>
      {octagon}
      <Line on="fill" d="m5.5 5.5 5 5m0-5-5 5" />
    </>
  ),
  pending: (
    <>
      {ring}
      <Line d="M8 4.600V8l2.4 1.5" />
    </>
  ),
  'not-started': ring,
  suspended: (
    <>
      {disc}
      <Line on="fill" d="M6.2 5.300v5.400m3.6-5.400v5.4" />
    </>
  ),
  missing: (
    <circle
      cx="8"
      cy="8"
      r="6.25"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeDasharray="2.6 2.3"
    />
  ),
  unknown: (
    <>
      {ring}
      <Line d="M6.2 6.300c.1-2.3 3.7-2.2 3.6.1-.1 1.3-1.8 1.3-1.8 2.600M8 11.300v.05" />
    </>
  ),
  waived: (
    <>
      {ring}
      <Line d="m11.8 4.2-7.6 7.6" />
    </>
  ),
  skipped: <Line d="M4 8h8" />,
  drift: <Line d="M3 6h10M3 10h10M10.5 2.500l-5 11" />,
  hold: <Line d="M5.5 2h5M6.3 2 6 6.3 4 9h8l-2-2.700L9.7 2M8 9v5" />,
  veto: (
    <>
      {ring}
      <Line d="m3.8 3.8 8.4 8.4" />
    </>
  ),
  freeze: (
    <Line d="M8 1.500v13M2.4 4.800l11.2 6.400m0-6.400L2.4 11.200M6.4 2.7 8 4.200l1.6-1.500M6.4 13.3 8 11.800l1.6 1.5" />
  ),
  quarantine: (
    <>
      {shield}
      <Line d="m6 6 4 4m0-4-4 4" />
    </>
  ),
  denied: (
    <>
      <Line d="M3.5 7.300h9v6.200h-9z" />
      <Line d="M5.5 7.300V5a2.5 2.5 0 0 1 5 0v2.3" />
    </>
  ),
  unreachable: (
    <>
      <Line d="m2 2 12 12" />
      <Line d="M1.8 6.600a9 9 0 0 1 2.7-1.700M7.4 4a9 9 0 0 1 6.8 2.600M4.3 9.200a5.5 5.5 0 0 1 2.4-1.400M10.6 8.400c.4.2.8.5 1.1.8M8 12.400v.05" />
    </>
  ),
  incident: (
    <>
      {disc}
      <Line on="fill" d="M9 4 6 8.500h4L7 12" />
    </>
  ),
  rollback: (
    <Line d="M5.6 2.7 2.5 5.800l3.1 3.100M2.8 5.800h6.700a3.9 3.9 0 0 1 0 7.800H6" />
  ),
  promote: <Line d="M2 8h8M7 4.8 10.2 8 7 11.200M13.5 3v10" />,
  commit: (
    <>
      <circle
        cx="8"
        cy="8"
        r="2.6"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
      <Line d="M1.5 8h3.700m5.6 0h3.7" />
    </>
  ),
  person: (
    <>
      <circle
        cx="8"
        cy="5"
        r="2.8"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
      <Line d="M2.8 14c.5-6 9.9-6 10.4 0" />
    </>
  ),
  arrow: <Line d="M2.5 8h11M9.5 4l4 4-4 4" />,
  chevron: <Line d="m6 3.5 4.5 4.500L6 12.5" />,
  info: (
    <>
      {ring}
      <Line d="M8 7.500V11M8 5v.05" />
    </>
  ),
  critical: (
    <>
      {octagon}
      <Line on="fill" d="M8 4.500v4M8 11.200v.05" />
    </>
  ),
  high: <path d="M8 2 15 14H1z" fill="currentColor" />,
  medium: <path d="M8 1.2 14.8 8 8 14.8 1.2 8z" fill="currentColor" />,
  low: <Line d="M3 3h10v10H3z" />,
} satisfies Record<string, ReactElement>;

/** A shape of the vocabulary: every state has its own, so that nothing depends on colour alone. */
export type Shape = keyof typeof drawings;

/** Draws one shape in the current text colour. Decorative: a text beside it always says the same. */
export function StatusShape(props: { shape: Shape; size?: 12 | 14 | 16 | 20 }) {
  const size = props.size ?? 16;
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      data-shape={props.shape}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      style={{ flex: 'none' }}
    >
      {drawings[props.shape]}
    </svg>
  );
}
