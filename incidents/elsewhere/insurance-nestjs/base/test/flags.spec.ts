import { FlagsService } from '../src/flags/flags.service';

test('reads the file', () => {
  expect(new FlagsService().on('photoUpload')).toBe(true);
  expect(new FlagsService().on('unknown')).toBe(false);
});
