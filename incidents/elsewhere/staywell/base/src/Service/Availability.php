<?php

namespace Staywell\Service;

use Staywell\Roomlink\RoomlinkClient;
use Symfony\Contracts\Cache\CacheInterface;

class Availability
{
    public function __construct(private RoomlinkClient $roomlink, private CacheInterface $cache)
    {
    }

    public function rooms(string $hotel, string $from, string $to): array
    {
        return $this->cache->get("av.$hotel.$from.$to", function ($item) use ($hotel, $from, $to) {
            $item->expiresAfter(120);
            return $this->roomlink->availability($hotel, $from, $to)['rooms'];
        });
    }
}
