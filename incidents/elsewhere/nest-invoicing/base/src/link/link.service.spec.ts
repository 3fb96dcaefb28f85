import { LinkService } from './link.service';

jest.mock('jsonwebtoken', () => ({ sign: () => 'token' }));

it('builds a link', () => {
  expect(new LinkService().create('A1', 'a@b.example')).toContain('/i/token');
});
