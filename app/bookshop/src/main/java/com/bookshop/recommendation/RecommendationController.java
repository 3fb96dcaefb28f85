package com.bookshop.recommendation;

import com.bookshop.book.BookSummary;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
public class RecommendationController {

    private final RecommendationService recommendations;

    public RecommendationController(RecommendationService recommendations) {
        this.recommendations = recommendations;
    }

    @GetMapping("/api/books/{bookId}/recommendations")
    public List<BookSummary> similar(@PathVariable long bookId) {
        return recommendations.similarTo(bookId);
    }
}
