using System.Text;
using RotationPS.Engine.Accounts;
using RotationPS.Targets.PgWire;

namespace RotationPS.Targets.Redshift;

/// <summary>
/// Users of Amazon Redshift, who change their own passwords. Two users cannot alternate: a clone is proven to be ours by a
/// mark that only who may alter users can write, and Redshift has no place for one
/// (https://docs.aws.amazon.com/redshift/latest/dg/r_COMMENT.html).
/// </summary>
public sealed class RedshiftTarget : IRotationTarget
{
    /// <summary>The bytes of a name: https://docs.aws.amazon.com/redshift/latest/dg/r_names.html.</summary>
    internal const int NameBytes = 127;

    /// <summary>
    /// Redshift asks for the proof of an MD5 hash, or of a SHA-256 one that Npgsql cannot give. It asks for no password in
    /// clear; whoever does is no Redshift.
    /// </summary>
    private const string PasswordProofs = "MD5";

    private static readonly TimeSpan _answerMargin = TimeSpan.FromSeconds(5);

    private readonly RedshiftLimits _limits;
    private readonly PgWireConnector _connector;

    /// <param name="limits">How long the server may take; the defaults where it is left out.</param>
    public RedshiftTarget(RedshiftLimits? limits = null)
    {
        _limits = limits ?? new RedshiftLimits();
        _connector = new PgWireConnector(new PgWireOptions
        {
            DefaultDatabase = DefaultDatabase,
            Proofs = PasswordProofs,
            ProofsToVerifiedServer = PasswordProofs,
            Connect = _limits.Connect,

            // The server's own answer comes first.
            Answer = _limits.Statement + _answerMargin,
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Engines { get; } = ["redshift"];

    /// <inheritdoc/>
    public int DefaultPort => 5439;

    /// <inheritdoc/>
    public string DefaultDatabase => "dev";

    /// <summary>
    /// Those of https://github.com/aws-samples/aws-secrets-manager-rotation-lambdas; what Redshift does not take is among
    /// them.
    /// </summary>
    public string DefaultExcludeCharacters => ":/@\"'\\";

    /// <summary>None.</summary>
    public IReadOnlyList<CloneMode> CloneModes { get; } = [];

    /// <inheritdoc/>
    public void CheckName(AccountName name)
    {
        var bytes = Encoding.UTF8.GetByteCount(name.Value);
        if (bytes > NameBytes)
        {
            throw RedshiftFailures.NameTooLong(name, bytes);
        }
    }

    /// <inheritdoc/>
    public void CheckNewPassword(AccountName account, Password password)
    {
        if (RedshiftPassword.ObjectionTo(password) is { } objection)
        {
            throw RedshiftFailures.PasswordUnsuitable(account, objection);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> GrantsFor(AccountName account, AccountName? superuser) => RedshiftStatements.GrantsFor(account, superuser);

    /// <inheritdoc/>
    public IReadOnlyList<string> Preview(AccountChange change) => change switch
    {
        AccountChange.OwnPassword own => [RedshiftStatements.SetPassword(own.Account, RedshiftStatements.MaskedPassword)],
        AccountChange.Reset reset => [RedshiftStatements.SetPassword(reset.Account, RedshiftStatements.MaskedPassword)],
        AccountChange.EnsureClone => throw RedshiftFailures.SingleUserOnly(),
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    /// <inheritdoc/>
    public string ExtendStatement(AccountName account) => $"ALTER USER {RedshiftStatements.Identifier(account)} VALID UNTIL 'infinity'";

    /// <inheritdoc/>
    public async Task<ITargetSession> LogInAsync(Login login, CancellationToken cancellationToken)
    {
        CheckName(login.User);
        try
        {
            return new RedshiftSession(login, await _connector.ConnectAsync(login, cancellationToken).ConfigureAwait(false), this, _limits);
        }
        catch (Exception failure) when (PgWireFailures.IsOfDriver(failure))
        {
            throw RedshiftFailures.OfLogin(login, failure);
        }
    }
}
