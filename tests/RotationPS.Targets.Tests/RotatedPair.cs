using System.Security.Cryptography;
using RotationPS.Engine.Accounts;
using RotationPS.Engine.Failures;
using RotationPS.Engine.Passwords;
using RotationPS.Engine.Rotation;
using RotationPS.Engine.Secrets;
using RotationPS.Fakes;

namespace RotationPS.Targets.Tests;

/// <summary>An account of a real server in a secret of its own, rotated by the engine as the module does it.</summary>
internal sealed class RotatedPair
{
    private static readonly SecretId _secret = new("app");
    private static readonly SecretId _superuser = new("superuser");

    private readonly IRotationTarget _target;
    private readonly RotationEnvironment _environment;
    private readonly List<RotationEvent> _events = [];

    private RotatedPair(IRotationTarget target)
    {
        _target = target;
        _environment = new RotationEnvironment(
            new InMemorySecretStore(), new TargetCatalog([target]), new PasswordGenerator(RandomNumberGenerator.Create()), TimeProvider.System);
    }

    /// <summary>What the rotations had to say beside their steps.</summary>
    public IEnumerable<string> Details => _events.OfType<RotationEvent.Detail>().Select(detail => detail.Message);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes the secrets; without options the account is a single user.</summary>
    public static async Task<RotatedPair> CreateAsync(IRotationTarget target, Login account, Login superuser, AlternatingOptions? options = null)
    {
        var pair = new RotatedPair(target);
        var admin = await pair.StoreAsync(_superuser, Document(target, superuser));
        var document = Document(target, account);
        await pair.StoreAsync(
            _secret, options is null ? document : document.WithAlternatingUsers(admin.Arn, AccountPair.WithBase(account.User), options.For(target)));
        return pair;
    }

    /// <summary>Rotates, and gives the login of whoever is AWSCURRENT then.</summary>
    public async Task<Login> RotateAsync(RotationOptions? options = null)
    {
        var outcome = await TryRotateAsync(options);
        return outcome.Failure is { } failure ? throw failure : await CurrentAsync();
    }

    public Task<RotationOutcome> TryRotateAsync(RotationOptions? options = null) =>
        new Rotator(_environment).RotateAsync(_secret, options ?? new RotationOptions(), _events.Add, Token);

    public async Task<FailureKind?> FailureAsync(RotationOptions? options = null) => (await TryRotateAsync(options)).Failure?.Kind;

    public Task<RotationPlan> PlanAsync() => new Rotator(_environment).PlanAsync(_secret, new RotationOptions(), Token);

    public async Task<Login> CurrentAsync()
    {
        var value = await _environment.Store.GetValueAsync(_secret, VersionReference.Current, Token);
        return SecretDocument.Parse(value.Text).LoginFor(_target);
    }

    private static SecretDocument Document(IRotationTarget target, Login login) =>
        SecretDocument.Create(target.Engines[0], login.Server, login.User, login.Password);

    private Task<StoredVersion> StoreAsync(SecretId name, SecretDocument document) => _environment.Store.CreateAsync(
        new NewSecret { Name = name.Value, Text = document.ToText(), Token = new VersionId(Guid.NewGuid().ToString()) }, Token);
}
