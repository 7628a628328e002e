using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;

namespace RotationPS.Engine.Recovery;

/// <summary>
/// Finds out which credentials log in. Refused logins count toward a lock-out, so each is tried once at the most, and none
/// of an account for which another password has worked: an account has one.
/// </summary>
/// <param name="target">The kind of server.</param>
internal sealed class CredentialProbe(IRotationTarget target)
{
    private readonly Dictionary<Login, LoginFinding> _found = [];

    /// <summary>Whether the connection of the last login that worked was encrypted.</summary>
    public bool IsEncrypted { get; private set; }

    /// <summary>Tries a login, unless what is known answers for it.</summary>
    public async Task<LoginFinding> TryAsync(Login login, CancellationToken cancellationToken)
    {
        if (!_found.TryGetValue(login, out var finding))
        {
            finding = HasOtherPassword(login) ? default : await LogInAsync(login, cancellationToken).ConfigureAwait(false);
            _found.Add(login, finding);
        }

        return finding;
    }

    private bool HasOtherPassword(Login login) =>
        _found.Any(found => found.Value.Works && found.Key.Server == login.Server && found.Key.User == login.User);

    private async Task<LoginFinding> LogInAsync(Login login, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await target.LogInAsync(login, cancellationToken).ConfigureAwait(false);
            IsEncrypted = session.IsEncrypted;
            return new LoginFinding(Works: true, null);
        }
        catch (RotationException refused)
        {
            return new LoginFinding(Works: false, refused);
        }
    }
}
