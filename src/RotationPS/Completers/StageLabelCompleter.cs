using RotationPS.Engine.Secrets;

namespace RotationPS.Completers;

/// <summary>Offers the staging labels that Secrets Manager itself moves.</summary>
internal sealed class StageLabelCompleter : TextCompleter
{
    protected override IEnumerable<string> Texts { get; } = [StageLabel.Current.Value, StageLabel.Pending.Value, StageLabel.Previous.Value];
}
