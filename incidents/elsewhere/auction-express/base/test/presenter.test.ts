import { expect, test } from 'vitest';
import { presentLot } from '../src/presenters/lotPresenter';

test('presents a lot', () => {
  const lot = { id: '1', title: 'clock', seller_id: 's', ends_at: new Date(0), top_cents: 5 };
  expect(presentLot(lot).topBid).toBe(5);
});
