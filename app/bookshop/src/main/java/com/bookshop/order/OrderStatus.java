package com.bookshop.order;

public enum OrderStatus {
    PLACED, PAID, DECLINED
}
