namespace RotationPS.Targets.PostgreSql;

/// <summary>Which of the roles of a pair have something, by themselves or by membership.</summary>
/// <param name="BaseUser">The base has it.</param>
/// <param name="CloneUser">The clone has it.</param>
/// <param name="Owner">The owner role that both share has it.</param>
internal readonly record struct Holders(bool BaseUser, bool CloneUser, bool Owner);
