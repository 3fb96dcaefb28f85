using {bookshop.catalog as db} from '../db/schema';

/** What the shop window and the apps read. Open to everybody; reviews are the only thing to write. */
service CatalogService {
  @readonly
  entity Books      as
    projection on db.Books
    excluding {
      createdBy,
      modifiedBy
    };

  @readonly
  entity Authors    as
    projection on db.Authors
    excluding {
      createdBy,
      modifiedBy
    };

  @readonly
  entity Publishers as
    projection on db.Publishers
    excluding {
      createdBy,
      modifiedBy
    };

  @readonly
  entity Genres     as projection on db.Genres;

  @readonly
  entity Editions   as projection on db.Editions;

  @readonly
  entity Printings  as projection on db.Printings;

  @readonly
  entity Reviews    as
    projection on db.Reviews
    excluding {
      createdBy,
      modifiedBy
    };

  @readonly
  entity Replies    as
    projection on db.Replies
    excluding {
      createdBy,
      modifiedBy
    };

  type Rating {
    average : Decimal(3, 2);
    reviews : Integer;
  }

  /** The mean of all ratings of a book, rounded to two decimals; no average without a review. */
  function rating(book : Books : ID)                                              returns Rating;

  /** Adds a review; the rating is 1 to 5. */
  action   addReview(book : Books : ID, rating : Integer, title : String(120), text : String(2000)) returns Reviews;
}
