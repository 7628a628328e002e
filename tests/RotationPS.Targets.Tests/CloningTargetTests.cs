using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.Tests;

/// <summary>What tests have in common of a target that makes clones.</summary>
public abstract class CloningTargetTests : TargetTests
{
    /// <summary>An account that may do everything.</summary>
    protected abstract Login Superuser { get; }

    protected WantedClone CloneOf(AccountName account, CloneMode? mode = null) =>
        new(account, new AccountName($"{account}_clone"), NewPassword(), mode ?? Target.CloneModes[0])
        {
            OwnerRole = mode is CloneMode.SharedOwner ? new AccountName($"{account}_owner") : null,
        };

    /// <summary>Makes a clone as the superuser and gives its login.</summary>
    protected async Task<Login> EnsureCloneAsync(WantedClone request)
    {
        await using var superuser = await LogInAsync(Superuser);
        await request.MakeAsync(superuser);
        return Superuser with { User = request.Name, Password = request.Password };
    }

    protected async Task<IReadOnlyList<RightsDifference>> CompareAsync(WantedClone request)
    {
        await using var superuser = await LogInAsync(Superuser);
        return await superuser.CompareRightsAsync(request.Terms, Token);
    }
}
