package com.bookshop.price;

import com.bookshop.book.Book;
import com.bookshop.book.BookRepository;
import com.bookshop.web.NotFoundException;
import java.math.BigDecimal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class PriceService {

    private static final Logger log = LoggerFactory.getLogger(PriceService.class);

    private final BookRepository books;

    public PriceService(BookRepository books) {
        this.books = books;
    }

    @Transactional(readOnly = true)
    public PriceView priceOf(long bookId) {
        return view(find(bookId));
    }

    @Transactional
    public PriceView change(long bookId, BigDecimal newPrice) {
        Book book = find(bookId);
        if (book.getPrice().compareTo(newPrice) != 0) {
            book.changePrice(newPrice);
            log.info("Price of book {} changed from {} to {} EUR", bookId, book.getPriceOld(), book.getPrice());
        }
        return view(book);
    }

    private Book find(long bookId) {
        return books.findById(bookId).orElseThrow(() -> new NotFoundException("book", bookId));
    }

    private static PriceView view(Book book) {
        return new PriceView(book.getId(), book.getPrice(), book.getPriceOld());
    }
}
