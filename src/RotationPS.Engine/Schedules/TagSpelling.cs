namespace RotationPS.Engine.Schedules;

/// <summary>
/// How an expression is written in a tag, whose value may have none of <c>( ) * ? , #</c>: <c>rate(30 days)</c> is
/// <c>rate 30 days</c>, and <c>cron(0 16 1,15 * ? *)</c> is <c>cron 0 16 1+15 all none all</c>. In it <c>*</c> is
/// <c>all</c>, <c>?</c> is <c>none</c>, <c>,</c> is <c>+</c> and <c>#</c> is <c>:</c>.
/// See https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Tag.html.
/// </summary>
internal static class TagSpelling
{
    /// <summary>The spelling of an expression.</summary>
    /// <param name="expression">An expression that has been checked.</param>
    public static string Of(string expression) => expression
        .Replace('(', ' ')
        .Replace(")", "", StringComparison.Ordinal)
        .Replace("*", "all", StringComparison.Ordinal)
        .Replace("?", "none", StringComparison.Ordinal)
        .Replace(',', '+')
        .Replace('#', ':');

    /// <summary>The expression of a spelling. An expression as it is, which a vault's tag can hold, stays as it is.</summary>
    /// <param name="spelling">The tag's value.</param>
    public static string Read(string spelling)
    {
        var blank = spelling.IndexOf(' ');
        if (blank < 0 || spelling.Contains('('))
        {
            return spelling;
        }

        var fields = spelling[(blank + 1)..]
            .Replace("all", "*", StringComparison.Ordinal)
            .Replace("none", "?", StringComparison.Ordinal)
            .Replace('+', ',')
            .Replace(':', '#');
        return $"{spelling[..blank]}({fields})";
    }
}
