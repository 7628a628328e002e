using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Rotation.Strategies;
using RotationPS.Engine.Secrets;

namespace RotationPS.Engine.Configuration;

/// <summary>Makes secrets for accounts that exist, or makes the account too.</summary>
/// <param name="environment">What it works with.</param>
public sealed class SecretCreator(RotationEnvironment environment)
{
    /// <summary>
    /// Makes a secret. The account's password is proven first, or the account is made together with the secret: either
    /// both exist afterwards or neither.
    /// </summary>
    /// <param name="request">The secret.</param>
    /// <param name="cancellationToken">Stops it before anything is made.</param>
    /// <exception cref="RotationException">The request contradicts itself, the store refuses the secret, or the server
    /// refuses the account; nothing has changed then.</exception>
    public async Task<StoredVersion> CreateAsync(NewSecretRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        try
        {
            return await CreateCheckedAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (RotationException failure)
        {
            throw NewSecretAdvice.Of(failure);
        }
    }

    /// <summary>Makes sure that a request does not contradict itself; the store and the server are not asked.</summary>
    /// <param name="request">The secret.</param>
    /// <exception cref="RotationException"><see cref="FailureKind.NotApplicable"/>, or <see cref="FailureKind.InvalidParameter"/>
    /// for a schedule that cannot be.</exception>
    public static void Check(NewSecretRequest request)
    {
        request.Terms.Over(request.Tags);
        if (request.SuperuserSecret is null && (request.IsAlternating || request.Password is null))
        {
            throw ConfigurationFailures.SuperuserNeeded(request.IsAlternating ? "Alternating users" : "Creating an account");
        }

        if ((request.CloneUser is not null || !request.Alternating.AreUsual) && !request.IsAlternating)
        {
            throw ConfigurationFailures.CloneWithoutAlternating();
        }

        if (request.KeepsFormerPassword && request.IsAlternating)
        {
            throw ConfigurationFailures.TwoPasswordsWithAlternating();
        }

        if (request.CloneUser == request.User)
        {
            throw ConfigurationFailures.CloneIsBase(request.User);
        }
    }

    private async Task<StoredVersion> CreateCheckedAsync(NewSecretRequest request, CancellationToken cancellationToken)
    {
        request = request with { Tags = TagsOf(request) };
        var target = environment.Targets.For(request.Engine);
        var server = new ServerAddress(request.Host, request.Port ?? target.DefaultPort, request.Database ?? target.DefaultDatabase, request.Ssl);
        var alternating = request.IsAlternating ? request.Alternating.For(target) : request.Alternating;
        var accounts = request.CloneUser is { } clone ? new AccountPair(request.User, clone) : AccountPair.WithBase(request.User);
        target.CheckName(request.User);
        if (request.IsAlternating)
        {
            target.CheckName(accounts.CloneUser);
        }

        var password = request.Password ?? GenerateFor(request, target);
        var document = SecretDocument.Create(request.Engine, server, request.User, password);
        document = request.KeepsFormerPassword ? document.WithSingleUser(keepsFormerPassword: true) : document;
        if (request.SuperuserSecret is not { } superuserSecret)
        {
            await ProveAsync(target, document, cancellationToken).ConfigureAwait(false);
            return await StoreAsync(request, document, cancellationToken).ConfigureAwait(false);
        }

        var workplace = alternating.SuperuserHost is { } host ? server with { Host = host } : server;
        var superuser = new Superuser(environment, superuserSecret, target, workplace, accounts);
        await using var session = await superuser.LogInAsync(cancellationToken).ConfigureAwait(false);
        await session.CheckSuperuserAsync(request.User, cancellationToken).ConfigureAwait(false);
        if (request.KeepsFormerPassword)
        {
            ConfigurationFailures.RefuseUnlessTwoPasswords(session);
        }

        if (request.IsAlternating)
        {
            document = document.WithAlternatingUsers(superuser.Arn!, accounts, alternating);
        }

        if (request.Password is not null)
        {
            await ProveAsync(target, document, cancellationToken).ConfigureAwait(false);
            return await StoreAsync(request, document, cancellationToken).ConfigureAwait(false);
        }

        if (await session.DescribeAccountAsync(request.User, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw ConfigurationFailures.AccountExists(request.User);
        }

        StoredVersion? made = null;
        await session
            .CreateAccountAsync(request.User, password, async _ => made = await StoreAsync(request, document, CancellationToken.None).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        return made!;
    }

    private static Dictionary<string, string> TagsOf(NewSecretRequest request)
    {
        var tags = new Dictionary<string, string>(request.Tags, StringComparer.Ordinal);
        foreach (var (key, value) in request.Terms.Over(request.Tags).Set)
        {
            tags[key] = value;
        }

        return tags;
    }

    private Password GenerateFor(NewSecretRequest request, IRotationTarget target)
    {
        var password = environment.Passwords.Generate(request.Passwords, target.DefaultExcludeCharacters);
        target.CheckNewPassword(request.User, password);
        return password;
    }

    private static async Task ProveAsync(IRotationTarget target, SecretDocument document, CancellationToken cancellationToken)
    {
        await using var session = await target.LogInAsync(document.LoginFor(target), cancellationToken).ConfigureAwait(false);
        if (document.DualPassword)
        {
            ConfigurationFailures.RefuseUnlessTwoPasswords(session);
        }
    }

    private Task<StoredVersion> StoreAsync(NewSecretRequest request, SecretDocument document, CancellationToken cancellationToken)
    {
        var secret = new NewSecret
        {
            Name = request.Name,
            Text = document.ToText(),
            Token = new VersionId(Guid.NewGuid().ToString()),
            Description = request.Description,
            Tags = request.Tags,
        };
        return environment.Store.CreateAsync(secret, cancellationToken);
    }
}
