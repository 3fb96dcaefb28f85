package com.bookshop.book;

import com.bookshop.inventory.InventoryService;
import com.bookshop.price.PriceService;
import com.bookshop.review.ReviewRepository;
import com.bookshop.web.NotFoundException;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional(readOnly = true)
public class BookService {

    private final BookRepository books;
    private final PriceService prices;
    private final ReviewRepository reviews;
    private final InventoryService inventory;

    public BookService(BookRepository books, PriceService prices, ReviewRepository reviews,
                       InventoryService inventory) {
        this.books = books;
        this.prices = prices;
        this.reviews = reviews;
        this.inventory = inventory;
    }

    public Page<BookSummary> list(String genre, Pageable page) {
        Page<Book> found = genre == null ? books.findAll(page) : books.findByGenreIgnoreCase(genre, page);
        return found.map(BookSummary::of);
    }

    public BookView page(long id) {
        Book book = books.findWithAuthorById(id).orElseThrow(() -> new NotFoundException("book", id));
        return new BookView(book.getId(), book.getIsbn(), book.getTitle(), book.getGenre(),
                book.getAuthor().getName(), prices.priceOf(id), reviews.averageRating(id),
                inventory.isAvailable(id));
    }
}
