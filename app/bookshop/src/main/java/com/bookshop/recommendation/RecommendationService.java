package com.bookshop.recommendation;

import com.bookshop.book.BookRepository;
import com.bookshop.book.BookSummary;
import java.util.List;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class RecommendationService {

    private static final Limit SHELF = Limit.of(6);

    private final BookRepository books;

    public RecommendationService(BookRepository books) {
        this.books = books;
    }

    /** Up to six similar books; kept in a bounded cache, see {@code spring.cache.caffeine.spec}. */
    @Cacheable("recommendations")
    @Transactional(readOnly = true)
    public List<BookSummary> similarTo(long bookId) {
        return books.findSimilar(bookId, SHELF).stream().map(BookSummary::of).toList();
    }
}
