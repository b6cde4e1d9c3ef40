import { offerChoices } from './offerChoices';

const titles = { ghcr: 'GitHub', harbor: 'Harbor', ecr: 'Amazon ECR' };

describe('offerChoices', () => {
  it('offers what the form allows and the portal is set up for, and says why not the rest', () => {
    expect(
      offerChoices({
        titles,
        because: { ghcr: 'it needs GitHub Actions' },
        allowed: ['harbor', 'ecr'],
        portal: [
          { name: 'ghcr', detail: 'ghcr.io/acme' },
          { name: 'harbor', detail: 'harbor.acme.example' },
          {
            name: 'ecr',
            problem: 'not set up in this portal (registries.ecr)',
          },
        ],
      }),
    ).toEqual({
      offered: [
        { name: 'harbor', title: 'Harbor', detail: 'harbor.acme.example' },
      ],
      missing: [
        { title: 'GitHub', reason: 'it needs GitHub Actions' },
        {
          title: 'Amazon ECR',
          reason: 'it is not set up in this portal (registries.ecr)',
        },
      ],
    });
  });

  it('offers all of a field that does not depend on the portal', () => {
    const choices = offerChoices({
      titles,
      because: {},
      allowed: ['ghcr', 'harbor', 'ecr'],
      portal: [],
    });
    expect(choices?.offered.map(({ title }) => title)).toEqual([
      'GitHub',
      'Harbor',
      'Amazon ECR',
    ]);
    expect(choices?.missing).toEqual([]);
  });

  it('waits for what the portal says', () => {
    expect(
      offerChoices({
        titles,
        because: {},
        allowed: ['ghcr'],
        portal: undefined,
      }),
    ).toBeUndefined();
  });
});
