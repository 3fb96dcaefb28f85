<?php

namespace Staywell\Roomlink;

class PartnerUnavailable extends \RuntimeException
{
}
