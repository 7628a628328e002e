using RotationPS.Engine.Fleet;

namespace RotationPS.Fleet;

/// <summary>Whether a secret that a search has found is to be rotated; asked by a worker, answered on the pipeline's thread.</summary>
/// <param name="Member">The secret.</param>
internal sealed record FleetQuestion(FleetMember Member)
{
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer, once there is one.</summary>
    public Task<bool> Answered => _answer.Task;

    /// <summary>Answers it.</summary>
    public void Answer(bool isApproved) => _answer.SetResult(isApproved);
}
