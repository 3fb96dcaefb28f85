package com.bookshop.review;

import java.time.Instant;

public record ReviewView(long id, int rating, String text, Instant createdAt) {

    static ReviewView of(Review review) {
        return new ReviewView(review.getId(), review.getRating(), review.getText(), review.getCreatedAt());
    }
}
