namespace RotationPS.Resilience.Tests.Stage;

/// <summary>The tests that start many processes run one at a time, so that each has the machine to itself.</summary>
[CollectionDefinition(Name)]
public sealed class ManyProcesses
{
    public const string Name = "Many processes";
}
