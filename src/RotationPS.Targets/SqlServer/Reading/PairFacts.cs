using RotationPS.Engine.Accounts;

namespace RotationPS.Targets.SqlServer.Reading;

/// <summary>What the server says of a pair.</summary>
/// <param name="Server">Of the two as logins; where both live in a database alone there is nobody in it.</param>
/// <param name="Databases">Of their users in each database where either has one, or that could not be read.</param>
internal sealed record PairFacts(ScopeFacts Server, IReadOnlyList<ScopeFacts> Databases)
{
    /// <summary>Whether the two are users of one database that no login belongs to.</summary>
    public bool IsContained { get; init; }

    /// <summary>Whose clone an adopted clone was adopted as.</summary>
    public IReadOnlyList<string> AdoptedFor { get; init; } = [];

    public PrincipalFacts? BaseUser => Home.BaseUser;

    public PrincipalFacts? CloneUser => Home.CloneUser;

    /// <summary>Where the two have their passwords.</summary>
    public ScopeFacts Home => IsContained ? Databases[0] : Server;

    public bool IsMadeByUs => BaseUser is { } original && CloneUser is { } clone && CloneMark.IsMadeFrom(original.Sid, clone.Sid);

    /// <summary>Whether the clone bears our mark.</summary>
    public bool IsMarked => IsMadeByUs || (BaseUser is { } original && AdoptedFor.Contains(original.Name));

    /// <summary>Whom it was marked for, where that is somebody else.</summary>
    public AccountName? MarkedFor => AdoptedFor.Where(name => name != BaseUser?.Name).Select(name => new AccountName(name)).FirstOrDefault();
}
