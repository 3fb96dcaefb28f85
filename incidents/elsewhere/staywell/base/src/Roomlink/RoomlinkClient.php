<?php

namespace Staywell\Roomlink;

use GuzzleHttp\Client;
use GuzzleHttp\Exception\TransferException;
use Psr\Log\LoggerInterface;

class RoomlinkClient
{
    private Client $http;

    public function __construct(string $url, float $timeout, private int $retries, private LoggerInterface $logger)
    {
        $this->http = new Client(['base_uri' => rtrim($url, '/') . '/', 'timeout' => $timeout]);
    }

    public function availability(string $hotel, string $from, string $to): array
    {
        return $this->send('GET', "hotels/$hotel/availability", ['query' => ['from' => $from, 'to' => $to]]);
    }

    public function reserve(string $hotel, array $stay): array
    {
        return $this->send('POST', "hotels/$hotel/reservations", ['json' => $stay]);
    }

    private function send(string $method, string $path, array $options): array
    {
        for ($attempt = 0; ; $attempt++) {
            try {
                $response = $this->http->request($method, $path, $options);
                return json_decode((string) $response->getBody(), true, 512, JSON_THROW_ON_ERROR);
            } catch (TransferException $e) {
                if ($method !== 'GET' || $attempt >= $this->retries) {
                    throw new PartnerUnavailable('channel manager failed', 0, $e);
                }
                $this->logger->notice('retrying', ['path' => $path, 'attempt' => $attempt + 1]);
            }
        }
    }
}
