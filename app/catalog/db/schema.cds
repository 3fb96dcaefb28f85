namespace bookshop.catalog;

using {
  cuid,
  managed
} from '@sap/cds/common';

/** A title the shop sells. What a customer buys is one of its editions. */
entity Books : managed {
  key ID        : Integer;
      title     : localized String(160);
      descr     : localized String(1000);
      author    : Association to Authors;
      publisher : Association to Publishers;
      genre     : Association to Genres;
      editions  : Composition of many Editions
                    on editions.book = $self;
      reviews   : Composition of many Reviews
                    on reviews.book = $self;
}

entity Authors : managed {
  key ID           : Integer;
      name         : String(120);
      dateOfBirth  : Date;
      placeOfBirth : String(120);
      books        : Association to many Books
                       on books.author = $self;
}

entity Publishers : managed {
  key ID    : Integer;
      name  : String(120);
      city  : String(80);
      books : Association to many Books
                on books.publisher = $self;
}

/** A tree: a genre without a parent is a shelf of its own. */
entity Genres {
  key ID       : Integer;
      name     : localized String(80);
      parent   : Association to Genres;
      children : Composition of many Genres
                   on children.parent = $self;
}

type Format   : String(10) enum {
  hardcover;
  paperback;
  ebook;
  audio;
}

entity Editions : cuid {
  book        : Association to Books;
  isbn13      : String(13);
  format      : Format;
  language    : String(2);
  publishedOn : Date;
  price       : Decimal(9, 2);
  currency    : String(3);
  printings   : Composition of many Printings
                  on printings.edition = $self;
}

/** One print run of an edition. */
entity Printings : cuid {
  edition   : Association to Editions;
  number    : Integer;
  copies    : Integer;
  printedOn : Date;
}

entity Reviews : cuid, managed {
  book    : Association to Books;
  rating  : Integer @assert.range: [
    1,
    5
  ];
  title   : String(120);
  text    : String(2000);
  replies : Composition of many Replies
              on replies.review = $self;
}

entity Replies : cuid, managed {
  review : Association to Reviews;
  text   : String(1000);
}
