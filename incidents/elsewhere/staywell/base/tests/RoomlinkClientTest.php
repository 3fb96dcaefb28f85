<?php

use PHPUnit\Framework\TestCase;
use Staywell\Roomlink\PartnerUnavailable;

class RoomlinkClientTest extends TestCase
{
    public function testExceptionIsRuntime(): void
    {
        self::assertInstanceOf(RuntimeException::class, new PartnerUnavailable('x'));
    }
}
