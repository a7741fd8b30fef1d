import { describe, expect, it } from 'vitest';
import { changeInPercent, isWhole, isWrong, newRow, sums, wanted, type Row } from '../src/admin/budgets/lines';
import { jsonNok, nok, readNok, share, signedNok } from '../src/lib/money';

const row = (kind: Row['kind'], amount: string, more: Partial<Row> = {}): Row => ({
  ...newRow(kind),
  text: 'Linje',
  amount,
  ...more,
});

describe('amounts', () => {
  it.each([
    ['3 083 000', 308300000n],
    ['416 667,50', 41666750n],
    ['416666.67', 41666667n],
    ['kr 500,-', 50000n],
    ['−1', -100n],
    ['0,5', 50n],
  ])('reads %s', (text, ore) => expect(readNok(text)).toBe(ore));
  it.each(['', 'mykje', '1,234', '1.2.3', '--1'])('refuses "%s"', (text) => expect(readNok(text)).toBeNull());
  it('is written for the API and for people', () => {
    expect(jsonNok(5n)).toBe('0.05');
    expect(jsonNok(-308300000n)).toBe('-3083000.00');
    expect(nok('3083000.00')).toBe('3\u00a0083\u00a0000');
    expect(nok('-0.50')).toBe('−0,50');
    expect(signedNok('12.00')).toBe('+12');
  });
  it('keeps the largest amounts to the øre', () => {
    expect(jsonNok(readNok('999999999999999,99') ?? 0n)).toBe('999999999999999.99');
  });
  it('gives bars between nothing and the whole', () => {
    expect(share(25n, 100n)).toBe(25);
    expect(share(-5n, 100n)).toBe(0);
    expect(share(300n, 100n)).toBe(100);
    expect(share(1n, 0n)).toBe(0);
  });
});

describe('the lines of a budget', () => {
  const seed = [
    row('income', '3 083 000', { source: 'contribution' }),
    row('income', '1 605 000', { source: 'external' }),
    row('income', '1 371 000', { source: 'fund' }),
    row('expense', '6 059 000'),
  ];
  it('are met when the sources come to the expenses', () => {
    expect(sums(seed)).toMatchObject({ expenses: 605900000n, difference: 0n });
    expect(sums([...seed, row('expense', '250')]).difference).toBe(-25000n);
  });
  it('are sent with a source for incomes only, and without what is empty', () => {
    expect(wanted([row('expense', '1', { source: 'fund', fundId: 'fund_1' }), newRow('income')])).toEqual([
      { lineKey: null, kind: 'expense', text: 'Linje', amountNok: '1.00', source: null, fundId: null },
    ]);
  });
  it('are whole when each has a text and an amount of nothing or more', () => {
    expect(isWhole(seed)).toBe(true);
    expect(isWhole([row('expense', '')])).toBe(false);
    expect(isWhole([row('expense', '1', { text: ' ' })])).toBe(false);
    expect(isWrong(row('expense', '-1'))).toBe(true);
  });
  it('tell the change from last year with one decimal', () => {
    expect(changeInPercent(308300000n, 300000000n)).toBe('+2,8\u00a0%');
    expect(changeInPercent(100n, 200n)).toBe('−50,0\u00a0%');
    expect(changeInPercent(1n, 0n)).toBeNull();
  });
});
