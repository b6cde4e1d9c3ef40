import { checkTriage, isChanged, triageDraftOf } from './triageDraft';
import { finding } from './finding.fixture';

const now = new Date('2026-11-20T15:42:00Z');

describe('checkTriage', () => {
  it('acknowledges without asking for anything', () => {
    expect(
      checkTriage(
        { state: 'acknowledged', owner: '', reason: '', endsOn: '' },
        now,
      ),
    ).toEqual({
      ok: true,
      request: {
        state: 'acknowledged',
        owner: undefined,
        reason: undefined,
        acceptedUntil: undefined,
      },
    });
  });

  it('names every field that an accepted risk lacks', () => {
    const check = checkTriage(
      { state: 'risk-accepted', owner: '', reason: ' ', endsOn: '' },
      now,
    );
    expect(check).toEqual({
      ok: false,
      problems: {
        reason: expect.stringContaining('why'),
        owner: expect.stringContaining('owner'),
        acceptedUntil: expect.stringContaining('end date'),
      },
    });
  });

  it('wants a reason for a false positive, and nothing else', () => {
    expect(
      checkTriage(
        { state: 'false-positive', owner: '', reason: '', endsOn: '' },
        now,
      ),
    ).toEqual({ ok: false, problems: { reason: expect.any(String) } });
  });

  it('does not accept a risk until yesterday', () => {
    const check = checkTriage(
      {
        state: 'risk-accepted',
        owner: 'user:default/ada',
        reason: 'Behind the VPN',
        endsOn: '2026-11-18',
      },
      now,
    );
    expect(check).toEqual({
      ok: false,
      problems: { acceptedUntil: expect.stringContaining('future') },
    });
  });

  it('accepts through the whole last day and forgets the end date of other states', () => {
    const form = {
      owner: 'user:default/ada',
      reason: 'Behind the VPN',
      endsOn: '2026-12-18',
    };
    const accepted = checkTriage({ ...form, state: 'risk-accepted' }, now);
    expect(accepted).toMatchObject({
      ok: true,
      request: {
        acceptedUntil: new Date('2026-12-18T23:59:59').toISOString(),
      },
    });
    expect(checkTriage({ ...form, state: 'open' }, now)).toMatchObject({
      ok: true,
      request: { acceptedUntil: undefined },
    });
  });
});

describe('triageDraftOf', () => {
  it('starts from the decision that holds, so that nothing is changed yet', () => {
    const decided = finding({
      state: 'risk-accepted',
      owner: 'user:default/ada',
      reason: 'Behind the VPN',
      acceptedUntil: new Date('2026-12-18T23:59:59').toISOString(),
    });
    const form = triageDraftOf(decided);
    expect(form.endsOn).toBe('2026-12-18');
    expect(isChanged(form, decided)).toBe(false);
    expect(isChanged({ ...form, reason: 'other' }, decided)).toBe(true);
  });
});
