namespace RotationPS.Servers;

/// <summary>
/// How a <see cref="SecretsManagerEndpoint"/> misbehaves, by a test's order. Faults are used up in the order they were
/// given; each applies to the next calls of its operation, or of any.
/// </summary>
public sealed class EndpointBehaviour
{
    private readonly Lock _lock = new();
    private readonly List<PlannedFault> _faults = [];
    private readonly List<PlannedDelay> _delays = [];
    private readonly List<HiddenWrite> _hidden = [];
    private readonly List<(string Action, string? Secret)> _denied = [];

    /// <summary>Lets the next calls fail.</summary>
    /// <param name="fault">How.</param>
    /// <param name="calls">How many.</param>
    /// <param name="operation">Of which operation; of any where null.</param>
    /// <param name="after">How many of these calls pass before that.</param>
    public void Next(EndpointFault fault, int calls = 1, string? operation = null, int after = 0) =>
        Add(_faults, new PlannedFault(fault, operation) { Left = calls, ToPass = after });

    /// <summary>Lets the next calls wait before anything is done, by the endpoint's clock.</summary>
    /// <param name="by">How long.</param>
    /// <param name="calls">How many.</param>
    /// <param name="operation">Of which operation; of any where null.</param>
    public void Delay(TimeSpan by, int calls = 1, string? operation = null) => Add(_delays, new PlannedDelay(by, operation) { Left = calls });

    /// <summary>
    /// Keeps the next write invisible to the reads of that secret that follow it: GetSecretValue, BatchGetSecretValue,
    /// DescribeSecret and ListSecretVersionIds. Writes see it.
    /// </summary>
    /// <param name="reads">How many reads do not see it.</param>
    /// <param name="operation">The write's operation; any where null.</param>
    public void HideNextWrite(int reads, string? operation = null) => Add(_hidden, new HiddenWrite(reads, operation) { Left = 1 });

    /// <summary>Refuses an action with AccessDeniedException.</summary>
    /// <param name="action">As in a policy: <c>secretsmanager:PutSecretValue</c>; <c>kms:Decrypt</c> and
    /// <c>kms:GenerateDataKey</c> refuse reading and writing values.</param>
    /// <param name="secret">The name of the only secret it is refused for; every secret where null.</param>
    public void Deny(string action, string? secret = null)
    {
        lock (_lock)
        {
            _denied.Add((action, secret));
        }
    }

    /// <summary>Allows an action again.</summary>
    /// <param name="action">As in a policy.</param>
    public void Allow(string action)
    {
        lock (_lock)
        {
            _denied.RemoveAll(denied => denied.Action == action);
        }
    }

    /// <summary>Behaves well again.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
            _delays.Clear();
            _hidden.Clear();
            _denied.Clear();
        }
    }

    internal EndpointFault? TakeFault(string operation) => Take(_faults, operation)?.Fault;

    internal TimeSpan? TakeDelay(string operation) => Take(_delays, operation)?.By;

    internal int? TakeHidden(string operation) => Take(_hidden, operation)?.Reads;

    internal bool IsDenied(string action, string? secretId)
    {
        lock (_lock)
        {
            return _denied.Exists(denied => denied.Action == action && (denied.Secret is null || Names(secretId, denied.Secret)));
        }
    }

    private static bool Names(string? secretId, string name) =>
        secretId == name || secretId?.Contains($":secret:{name}-", StringComparison.Ordinal) == true;

    private void Add<T>(List<T> plans, T plan)
        where T : Plan
    {
        lock (_lock)
        {
            plans.Add(plan);
        }
    }

    private T? Take<T>(List<T> plans, string operation)
        where T : Plan
    {
        lock (_lock)
        {
            var plan = plans.Find(candidate => candidate.Left > 0 && (candidate.Operation ?? operation) == operation);
            if (plan is { ToPass: > 0 })
            {
                plan.ToPass--;
                return null;
            }

            if (plan is not null)
            {
                plan.Left--;
            }

            return plan;
        }
    }

    private abstract record Plan(string? Operation)
    {
        public int Left { get; set; }

        public int ToPass { get; set; }
    }

    private sealed record PlannedFault(EndpointFault Fault, string? Operation) : Plan(Operation);

    private sealed record PlannedDelay(TimeSpan By, string? Operation) : Plan(Operation);

    private sealed record HiddenWrite(int Reads, string? Operation) : Plan(Operation);
}
