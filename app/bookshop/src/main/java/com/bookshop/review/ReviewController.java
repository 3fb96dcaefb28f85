package com.bookshop.review;

import com.bookshop.book.Book;
import com.bookshop.book.BookRepository;
import com.bookshop.web.NotFoundException;
import jakarta.validation.Valid;
import java.time.Clock;
import java.util.List;
import org.springframework.data.domain.PageRequest;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/books/{bookId}/reviews")
public class ReviewController {

    private static final int PAGE_SIZE = 20;

    private final ReviewRepository reviews;
    private final BookRepository books;
    private final Clock clock;

    public ReviewController(ReviewRepository reviews, BookRepository books, Clock clock) {
        this.reviews = reviews;
        this.books = books;
        this.clock = clock;
    }

    @GetMapping
    public List<ReviewView> latest(@PathVariable long bookId, @RequestParam(defaultValue = "0") int page) {
        return reviews.findByBookIdOrderByCreatedAtDesc(bookId, PageRequest.of(page, PAGE_SIZE))
                .map(ReviewView::of)
                .getContent();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    public ReviewView add(@PathVariable long bookId, @Valid @RequestBody NewReview review) {
        Book book = books.findById(bookId).orElseThrow(() -> new NotFoundException("book", bookId));
        return ReviewView.of(reviews.save(new Review(book, review.rating(), review.text(), clock.instant())));
    }
}
