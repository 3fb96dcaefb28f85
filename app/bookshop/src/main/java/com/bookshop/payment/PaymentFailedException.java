package com.bookshop.payment;

/** The provider declined a payment or could not be reached. */
public class PaymentFailedException extends RuntimeException {

    public PaymentFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
