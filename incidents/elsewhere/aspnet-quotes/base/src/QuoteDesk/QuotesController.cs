using Microsoft.AspNetCore.Mvc;

namespace QuoteDesk;

[ApiController]
[Route("quotes")]
public class QuotesController : ControllerBase
{
    private readonly QuoteService _service;

    public QuotesController(QuoteService service) => _service = service;

    [HttpPost]
    public async Task<IActionResult> Create(QuoteRequest request)
    {
        var quote = await _service.CreateAsync(request);
        return Created($"/quotes/{quote.Id}", quote);
    }
}
