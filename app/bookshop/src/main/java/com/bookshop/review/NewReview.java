package com.bookshop.review;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** A reader's review; {@code rating} is 1 (worst) to 5 (best). */
public record NewReview(@Min(1) @Max(5) int rating, @NotBlank @Size(max = 2000) String text) {
}
