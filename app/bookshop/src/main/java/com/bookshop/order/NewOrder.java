package com.bookshop.order;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a customer wants to buy. */
public record NewOrder(@NotBlank @Email String customerEmail, @NotEmpty @Size(max = 50) List<@Valid Line> lines) {

    public record Line(@Positive long bookId, @Positive @Max(99) int quantity) {
    }

    /** Copies by book id; lines of the same book are added up. */
    Map<Long, Integer> quantities() {
        return lines.stream().collect(Collectors.toMap(Line::bookId, Line::quantity, Integer::sum));
    }
}
