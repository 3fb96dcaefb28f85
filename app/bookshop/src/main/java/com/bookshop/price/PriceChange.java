package com.bookshop.price;

import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.math.BigDecimal;

/** A new price in EUR. */
public record PriceChange(@NotNull @Positive @Digits(integer = 8, fraction = 2) BigDecimal price) {
}
