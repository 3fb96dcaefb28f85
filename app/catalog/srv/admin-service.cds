using {bookshop.catalog as db} from '../db/schema';

/** Maintenance of the catalogue by the shop's staff. */
@requires: 'admin'
service AdminService {
  entity Books      as projection on db.Books;
  entity Authors    as projection on db.Authors;
  entity Publishers as projection on db.Publishers;
  entity Genres     as projection on db.Genres;
}
