/** Words of the dialogs. */
export const promoteMessages = {
  title: {
    promote: 'Promote {{service}} to {{environment}}',
    rollback: 'Roll back {{service}} in {{environment}}',
  },
  checking: 'Checking what this would change',
  runsNow: 'Runs now',
  willRun: 'Will run',
  chosen: 'Chosen',
  nothing: 'nothing',
  chooseAnother: 'Choose another release',
  quarantined: '{{version}}, quarantined',
  vetoed: '{{version}}, marked bad',
  verifiedHere: '{{version}}, verified here {{day}}',
  ranHere: '{{version}}, ran here until {{day}}',
  freeze: {
    title: '{{environment}} is frozen until',
    text: 'The promotion collects approvals now and starts by itself when the freeze ends.',
    override: 'Override the freeze…',
    overridden:
      'You override the freeze. That needs the permission and a reason, and stays in the record.',
    respect: 'Wait for the freeze to end',
  },
  hold: {
    promote:
      '{{environment}} is on hold: “{{reason}}”. Release the hold first.',
  },
  supersedes: {
    title: 'Replaces the waiting promotion of {{version}}.',
    text: 'Its approvals do not carry over: the release differs.',
  },
  rollbackHold:
    'It stays rolled back: a hold is set, and nothing enters {{environment}} until somebody releases it.',
  changed: {
    title: 'Something changed while you were reading.',
    text: 'The manifests have a new commit. What you see below is current.',
    look: 'Look again',
    waits: 'Look at the change first.',
  },
  refused: 'Not accepted.',
  commits: {
    title: 'Commits',
    takenBack: 'Commits taken back',
    compare: 'Compare',
    incomplete:
      'The stored commits do not reach from one release to the other; the list is not complete.',
    none: 'No commits between the two releases.',
    noneKnown: 'The commits between the two releases are not known.',
  },
  manifests: {
    title: 'Manifests',
    none: 'The manifests do not change.',
    error: 'The change could not be computed.',
    more: '{{number}} more lines',
    added: '{{number}} lines added',
    removed: '{{number}} lines removed',
  },
  findings: {
    title: 'Findings',
    asOf: '{{environment}}, as of',
    fixes: 'Fixes {{number}}',
    introduces: 'Introduces {{number}}',
    none: 'Fixes and introduces nothing.',
    unknown:
      'One of the releases was never completely scanned, so this is not the whole truth.',
  },
  gates: {
    title: 'Gates',
    none: 'No gate guards this environment.',
    rollback: 'Gates do not hold up a rollback to what has worked here before.',
    state: {
      passed: 'passed',
      failed: 'failed',
      pending: 'pending',
      waived: 'waived',
    },
    count: {
      passed: '{{number}} passed',
      failed: '{{number}} failed',
      pending: '{{number}} pending',
      waived: '{{number}} waived',
    },
  },
  approval: {
    title: 'Approval',
    none: 'No approval is needed; it starts at once.',
    count_one: '{{count}} approval',
    count_other: '{{count}} approvals',
    from: 'from',
    or: 'or',
    anyone: 'from anyone who may approve here',
    notRequester: 'Not you: you request it.',
    notAuthor: 'Not the authors of its commits.',
  },
  risk: {
    title: 'Risk',
    level: { low: 'Low', medium: 'Medium', high: 'High' },
  },
  reason: {
    label: 'Reason',
    optional: 'kept in the history, shown to approvers',
    required: 'required; kept in the history',
    needed: {
      rollback: 'Say why: a rollback needs a reason.',
      override: 'Say why: overriding a freeze needs a reason.',
    },
  },
  blocked: {
    title: 'What blocks it',
    others_one: '{{count}} other gate passed.',
    others_other: '{{count}} other gates passed.',
    ways: 'Ways out',
    choose: 'Choose {{version}}',
    confirm: '{{reason}}',
  },
  serverChecks: 'The server checks all of this again when you confirm.',
  confirm: {
    promote: 'Promote',
    requestPromotion: 'Request promotion',
    override: 'Override freeze and promote',
    rollback: 'Roll back',
    requestRollback: 'Request rollback',
  },
  close: 'Close',
  discard: {
    text: 'Discard the reason you typed?',
    keep: 'Keep writing',
    discard: 'Discard',
  },
  done: {
    promote: 'Promotion of {{version}} to {{environment}} requested',
    rollback: 'Rollback of {{environment}} to {{version}} requested',
    hold: '{{environment}} is on hold',
    'release-hold': 'The hold of {{environment}} is released',
    veto: '{{version}} is marked bad',
    'withdraw-veto': '{{version}} is no longer marked bad',
    cancel: 'The promotion of {{version}} to {{environment}} is cancelled',
  },
  ask: {
    hold: {
      title: 'Hold {{environment}}',
      text: 'Nothing may enter {{environment}} until somebody releases the hold. What runs there stays.',
      confirm: 'Hold',
    },
    'release-hold': {
      title: 'Release the hold of {{environment}}',
      text: 'Releases may enter {{environment}} again, and automatic promotions start by themselves.',
      confirm: 'Release hold',
    },
    veto: {
      title: 'Mark {{version}} bad',
      text: '{{version}} may enter no further environment. Where it runs already, it stays until it is rolled back.',
      confirm: 'Mark bad',
    },
    'withdraw-veto': {
      title: 'Withdraw the verdict on {{version}}',
      text: '{{version}} may enter environments again.',
      confirm: 'Withdraw',
    },
    cancel: {
      title: 'Cancel the promotion of {{version}} to {{environment}}',
      text: 'What was written to the manifests already stays; the history shows who cancelled and why.',
      confirm: 'Cancel promotion',
    },
    reasonNeeded: 'Say why; the history keeps it.',
  },
} as const;
