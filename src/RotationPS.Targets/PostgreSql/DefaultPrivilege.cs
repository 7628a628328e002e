namespace RotationPS.Targets.PostgreSql;

/// <summary>A privilege that whatever a role creates comes with.</summary>
/// <param name="Creator">Whose creations.</param>
/// <param name="Schema">In which schema; null for all.</param>
/// <param name="Objects">What kind, as ALTER DEFAULT PRIVILEGES calls it.</param>
/// <param name="Grantee">Who is granted it; null for everybody.</param>
/// <param name="Privilege">The privilege.</param>
/// <param name="IsGrantable">Whether it may be given on.</param>
/// <param name="MayChange">Whether the session may act for the creator.</param>
internal sealed record DefaultPrivilege(
    string Creator, string? Schema, string Objects, string? Grantee, string Privilege, bool IsGrantable, bool MayChange);
