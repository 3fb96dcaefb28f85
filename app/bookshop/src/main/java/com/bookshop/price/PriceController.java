package com.bookshop.price;

import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/books/{bookId}/price")
public class PriceController {

    private final PriceService prices;

    public PriceController(PriceService prices) {
        this.prices = prices;
    }

    @GetMapping
    public PriceView price(@PathVariable long bookId) {
        return prices.priceOf(bookId);
    }

    @PutMapping
    public PriceView change(@PathVariable long bookId, @Valid @RequestBody PriceChange change) {
        return prices.change(bookId, change.price());
    }
}
