<?php

namespace Staywell\Controller;

use Staywell\Roomlink\RoomlinkClient;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\Routing\Attribute\Route;

class BookingController
{
    public function __construct(private RoomlinkClient $roomlink)
    {
    }

    #[Route('/api/hotels/{hotel}/bookings', methods: ['POST'])]
    public function book(string $hotel, Request $request): JsonResponse
    {
        $result = $this->roomlink->reserve($hotel, $request->toArray());

        return new JsonResponse($result, 201);
    }
}
