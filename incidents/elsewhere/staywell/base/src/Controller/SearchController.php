<?php

namespace Staywell\Controller;

use Staywell\Service\Availability;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\Routing\Attribute\Route;

class SearchController
{
    public function __construct(private Availability $availability)
    {
    }

    #[Route('/api/hotels/{hotel}/rooms', methods: ['GET'])]
    public function rooms(string $hotel, Request $request): JsonResponse
    {
        $rooms = $this->availability->rooms($hotel, $request->query->get('from'), $request->query->get('to'));

        return new JsonResponse(['hotel' => $hotel, 'rooms' => $rooms]);
    }
}
