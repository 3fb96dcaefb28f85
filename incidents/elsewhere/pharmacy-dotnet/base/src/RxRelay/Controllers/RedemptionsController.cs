using Microsoft.AspNetCore.Mvc;
using RxRelay.Data;
using RxRelay.Hub;

namespace RxRelay.Controllers;

[ApiController, Route("redemptions")]
public class RedemptionsController(HubClient hub, LedgerContext ledger) : ControllerBase
{
    [HttpPost]
    public async Task<IActionResult> Redeem(Redemption redemption, CancellationToken ct)
    {
        var receipt = await hub.RedeemAsync(redemption, ct);
        ledger.Entries.Add(new LedgerEntry { Token = redemption.Token, PharmacyId = redemption.PharmacyId, RedeemedAt = DateTime.UtcNow });
        await ledger.SaveChangesAsync(ct);
        return Ok(receipt);
    }
}
