import { HoldService } from '../src/seats/hold.service';

it('rejects a held seat', async () => {
  const redis = { set: async () => null } as any;
  await expect(new HoldService(redis).hold('e', ['A1'], 's')).rejects.toThrow('held');
});
